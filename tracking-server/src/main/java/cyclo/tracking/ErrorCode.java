package cyclo.tracking;

/** MLflow's error codes, with the HTTP status each comes with. */
enum ErrorCode {
    INVALID_PARAMETER_VALUE(400),
    RESOURCE_ALREADY_EXISTS(400),
    RESOURCE_DOES_NOT_EXIST(404),
    UNAUTHENTICATED(401),
    PERMISSION_DENIED(403),
    REQUEST_LIMIT_EXCEEDED(413),
    INTERNAL_ERROR(500),
    NOT_IMPLEMENTED(501),
    TEMPORARILY_UNAVAILABLE(503);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    /** The field {@code error_class}; it names one code differently. */
    String errorClass() {
        return this == RESOURCE_DOES_NOT_EXIST ? "RESOURCE_NOT_FOUND" : name();
    }

    static ErrorCode ofStatus(int status) {
        for (ErrorCode code : values()) {
            if (code.status == status) {
                return code;
            }
        }
        return status < 500 ? INVALID_PARAMETER_VALUE : INTERNAL_ERROR;
    }
}
