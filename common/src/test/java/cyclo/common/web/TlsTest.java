package cyclo.common.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    /** Where PKCS#8 holds the older form, for keys of these two kinds. */
    private static final int PKCS1_IN_PKCS8 = 26;
    private static final int SEC1_IN_PKCS8 = 28;

    @TempDir private Path folder;

    @Test void keysAsFeastAndOpenSslWriteThemAreTaken() throws Exception {
        serves(pem("RSA", 0, "PRIVATE KEY"));
        serves(pem("RSA", PKCS1_IN_PKCS8, "RSA PRIVATE KEY"));
        serves(pem("EC", 0, "PRIVATE KEY"));
    }

    @Test void anEcKeyInItsOldFormIsTaken() throws Exception {
        Path key = pem("EC", 0, "PRIVATE KEY");
        byte[] pkcs8 = Base64.getMimeDecoder().decode(Files.readString(key).replaceAll("-----.*-----", "").strip());
        assertThat(pkcs8[SEC1_IN_PKCS8 - 1]).as("the octet string's length").isEqualTo((byte) (pkcs8.length - SEC1_IN_PKCS8));
        write(key, Arrays.copyOfRange(pkcs8, SEC1_IN_PKCS8, pkcs8.length), "EC PRIVATE KEY");
        serves(key);
    }

    @Test void aClientThatDoesNotKnowTheCertificateIsNotServed() throws Exception {
        try (WebServer server = new WebServer(WebAddress.loopback(0)).tls(pem("RSA", 0, "PRIVATE KEY"), folder.resolve("cert.pem")).start()) {
            assertThatThrownBy(() -> HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(server.url() + "/livez")).build(), BodyHandlers.ofString()))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test void whatIsNoKeyOrNotTheRightOneIsSaidAtTheStart() throws Exception {
        Path key = pem("RSA", 0, "PRIVATE KEY");
        Path other = folder.resolve("other.pem");
        Files.copy(key, other);
        pem("RSA", 0, "PRIVATE KEY");
        Path cert = folder.resolve("cert.pem");
        assertThatThrownBy(() -> new WebServer(WebAddress.loopback(0)).tls(other, cert)).isInstanceOf(CycloException.class)
                .hasMessageContaining("is not that of the certificate");
        assertThatThrownBy(() -> new WebServer(WebAddress.loopback(0)).tls(cert, cert)).hasMessageContaining("holds no private key in PEM");
        assertThatThrownBy(() -> new WebServer(WebAddress.loopback(0)).tls(key, key)).hasMessageContaining("Cannot serve with TLS").hasMessageContaining("key.pem");
        assertThatThrownBy(() -> new WebServer(WebAddress.loopback(0)).tls(folder.resolve("none"), cert)).hasMessageContaining("Cannot read the private key");
        write(other, new byte[] {1, 2, 3}, "ENCRYPTED PRIVATE KEY");
        assertThatThrownBy(() -> new WebServer(WebAddress.loopback(0)).tls(other, cert)).hasMessageContaining("is encrypted").hasMessageContaining("openssl pkey");
    }

    private void serves(Path key) throws Exception {
        try (WebServer server = new WebServer(WebAddress.loopback(0)).tls(key, folder.resolve("cert.pem")).start()) {
            assertThat(server.url()).startsWith("https://");
            HttpResponse<String> answer = trusting().send(HttpRequest.newBuilder(URI.create(server.url() + "/livez")).build(), BodyHandlers.ofString());
            assertThat(answer.body()).contains("alive");
        }
    }

    private HttpClient trusting() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private KeyStore keys() throws Exception {
        return KeyStore.getInstance(folder.resolve("keys.p12").toFile(), PASSWORD);
    }

    /** A new key with its certificate, written as PEM without the first {@code skip} bytes of its PKCS#8. */
    private Path pem(String algorithm, int skip, String title) throws Exception {
        Path store = folder.resolve("keys.p12");
        Files.deleteIfExists(store);
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "server", "-keyalg",
                algorithm, "-dname", "CN=localhost", "-ext", "SAN=ip:127.0.0.1", "-keystore", store.toString(), "-storepass", new String(PASSWORD), "-storetype",
                "PKCS12", algorithm.equals("EC") ? "-groupname" : "-keysize", algorithm.equals("EC") ? "secp256r1" : "2048").redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD).start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = keys();
        write(folder.resolve("cert.pem"), keys.getCertificate("server").getEncoded(), "CERTIFICATE");
        byte[] pkcs8 = ((PrivateKey) keys.getKey("server", PASSWORD)).getEncoded();
        return write(folder.resolve("key.pem"), Arrays.copyOfRange(pkcs8, skip, pkcs8.length), title);
    }

    private static Path write(Path file, byte[] der, String title) throws IOException {
        return Files.writeString(file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(title, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), title));
    }
}
