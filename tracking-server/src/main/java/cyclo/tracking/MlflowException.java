package cyclo.tracking;

/** A refusal that MLflow's clients understand: an error code they branch on, and a sentence for a person. */
public final class MlflowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    private MlflowException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public static MlflowException invalid(String message, Object... values) {
        return new MlflowException(ErrorCode.INVALID_PARAMETER_VALUE, message.formatted(values));
    }

    static MlflowException missing(String message, Object... values) {
        return new MlflowException(ErrorCode.RESOURCE_DOES_NOT_EXIST, message.formatted(values));
    }

    static MlflowException exists(String message, Object... values) {
        return new MlflowException(ErrorCode.RESOURCE_ALREADY_EXISTS, message.formatted(values));
    }

    static MlflowException notImplemented(String message) {
        return new MlflowException(ErrorCode.NOT_IMPLEMENTED, message);
    }

    ErrorCode code() {
        return code;
    }
}
