package cyclo.common.web;

import cyclo.common.CycloException;
import cyclo.common.FileFault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A private key and its certificate chain in PEM files, as OpenSSL and Feast have them, for Java's TLS. */
final class PemKeys {
    private static final Pattern KEY = Pattern.compile("-----BEGIN (RSA |EC |ENCRYPTED )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END");
    private static final char[] NO_PASSWORD = {};

    private PemKeys() {}

    /** @throws CycloException (usage) that names the file which is not what it should be */
    static KeyStore of(Path key, Path certificate) {
        try {
            Collection<? extends Certificate> chain = CertificateFactory.getInstance("X.509").generateCertificates(
                    new ByteArrayInputStream(read(certificate, "certificate")));
            if (chain.isEmpty()) {
                throw CycloException.usage("Cannot serve with TLS: %s holds no certificate in PEM.", certificate);
            }
            PublicKey holder = chain.iterator().next().getPublicKey();
            PrivateKey secret = privateKey(key, holder);
            if (!fits(secret, holder)) {
                throw CycloException.usage("Cannot serve with TLS: the private key in %s is not that of the certificate in %s.", key, certificate);
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, NO_PASSWORD);
            keys.setKeyEntry("server", secret, NO_PASSWORD, chain.toArray(Certificate[]::new));
            return keys;
        } catch (GeneralSecurityException | IOException e) {
            throw CycloException.usage("Cannot serve with TLS: the key in %s or the certificate in %s cannot be used: %s.", key, certificate,
                    e.getMessage(), e);
        }
    }

    private static PrivateKey privateKey(Path file, PublicKey holder) throws GeneralSecurityException {
        Matcher pem = KEY.matcher(new String(read(file, "private key"), StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw CycloException.usage("Cannot serve with TLS: %s holds no private key in PEM.", file);
        }
        String kind = pem.group(1) == null ? "" : pem.group(1).strip();
        if (kind.equals("ENCRYPTED")) {
            throw CycloException.usage("Cannot serve with TLS: the private key in %s is encrypted."
                    + " Write it without its password: openssl pkey -in %s -out plain.key.", file, file);
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.group(2).getBytes(StandardCharsets.US_ASCII));
        return KeyFactory.getInstance(holder.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(kind.isEmpty() ? der : wrapped(der, holder)));
    }

    /** OpenSSL's older forms (PKCS#1, SEC1) are what PKCS#8 wraps; the kind of key is told by the certificate's. */
    private static byte[] wrapped(byte[] der, PublicKey holder) {
        byte[] known = holder.getEncoded();
        int algorithm = headerLength(known, 0);
        int end = algorithm + headerLength(known, algorithm) + contentLength(known, algorithm);
        return tagged(0x30, new byte[] {2, 1, 0}, Arrays.copyOfRange(known, algorithm, end), tagged(0x04, der));
    }

    private static int headerLength(byte[] der, int at) {
        int length = der[at + 1] & 0xff;
        return length < 0x80 ? 2 : 2 + (length & 0x7f);
    }

    private static int contentLength(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        return length;
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        if (length >= 0x100) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length >= 0x80) {
            out.write(0x81);
        }
        out.write(length);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static boolean fits(PrivateKey secret, PublicKey holder) throws GeneralSecurityException {
        String algorithm = switch (holder.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> holder.getAlgorithm();
        };
        byte[] text = "signed by one, read by the other".getBytes(StandardCharsets.US_ASCII);
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(secret);
        signing.update(text);
        Signature reading = Signature.getInstance(algorithm);
        reading.initVerify(holder);
        reading.update(text);
        return reading.verify(signing.sign());
    }

    private static byte[] read(Path file, String what) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw CycloException.usage("Cannot read the %s %s: %s.", what, file, FileFault.why(e), e);
        }
    }
}
