package cyclo.features;

import java.util.Optional;
import java.util.Properties;

/**
 * How a connection to PostgreSQL is protected, with libpq's words, as Feast passes them on.
 *
 * @param mode {@code disable} to {@code verify-full}
 * @param rootCertificate PEM file of the authorities that may sign the server's certificate
 * @param certificate PEM file of the client's certificate
 * @param key the client's key: PKCS-8, in PEM or DER
 */
public record PostgresTls(String mode, Optional<String> rootCertificate, Optional<String> certificate, Optional<String> key) {
    /** Of a mode alone. */
    public static PostgresTls of(String mode) {
        return new PostgresTls(mode, Optional.empty(), Optional.empty(), Optional.empty());
    }

    void addTo(Properties properties) {
        // libpq checks the server's certificate in mode require where it is given authorities; the JDBC driver would not look at them.
        properties.setProperty("sslmode", mode.equals("require") && rootCertificate.isPresent() ? "verify-ca" : mode);
        rootCertificate.ifPresent(file -> properties.setProperty("sslrootcert", file));
        certificate.ifPresent(file -> properties.setProperty("sslcert", file));
        key.ifPresent(file -> properties.setProperty("sslkey", file));
    }
}
