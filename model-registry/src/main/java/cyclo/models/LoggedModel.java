package cyclo.models;

/**
 * An MLflow logged model whose files are uploaded.
 *
 * @param sumsDigest SHA-256 of the folder's list of digests; a registered version carries it as a tag and a download is held against it
 */
public record LoggedModel(String modelId, String name, String artifactUri, String sumsDigest) {}
