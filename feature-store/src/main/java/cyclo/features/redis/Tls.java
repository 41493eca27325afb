package cyclo.features.redis;

import cyclo.common.CycloException;
import cyclo.common.FileFault;
import cyclo.features.RedisConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** What is laid over a connection: nothing, or TLS as redis-py's settings ask for it. */
final class Tls {
    private final RedisConfig.Tls wanted;
    private final SSLContext context;

    /** @throws CycloException (usage) if the file of certificates cannot be used */
    Tls(RedisConfig.Tls wanted) {
        this.wanted = wanted;
        try {
            this.context = wanted.on() ? SSLContext.getInstance("TLS") : null;
            if (wanted.on()) {
                context.init(null, wanted.verify() ? trusted(wanted) : new TrustManager[] {new Anyone()}, null);
            }
        } catch (GeneralSecurityException e) {
            throw CycloException.usage("Cannot use TLS for the online store: %s. Correct 'online_store' in feature_store.yaml.", e.getMessage(), e);
        }
    }

    Socket over(Socket wire, RedisConfig.Node node) throws IOException {
        if (context == null) {
            return wire;
        }
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(wire, node.host(), node.port(), true);
        if (wanted.verify() && wanted.checkHost()) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    private static TrustManager[] trusted(RedisConfig.Tls wanted) throws GeneralSecurityException {
        KeyStore known = null;
        if (wanted.authorities().isPresent()) {
            Path file = wanted.authorities().get();
            try (InputStream in = Files.newInputStream(file)) {
                Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
                known = KeyStore.getInstance("PKCS12");
                known.load(null, null);
                for (Certificate certificate : certificates) {
                    known.setCertificateEntry("ca" + known.size(), certificate);
                }
                if (known.size() == 0) {
                    throw CycloException.usage("Cannot use TLS for the online store: 'ssl_ca_certs' %s holds no certificate in PEM.", file);
                }
            } catch (IOException e) {
                throw CycloException.usage("Cannot use TLS for the online store: 'ssl_ca_certs' %s: %s.", file, FileFault.why(e), e);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(known);
        return factory.getTrustManagers();
    }

    /** {@code ssl_cert_reqs=none}: who wrote that does not want to know who answers. */
    private static final class Anyone extends X509ExtendedTrustManager {
        @Override public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
