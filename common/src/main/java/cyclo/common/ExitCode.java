package cyclo.common;

/** How a program ends, so that a scheduler such as Airflow can decide what to do next. */
public enum ExitCode {
    DONE(0),
    /** A fault of ours: please report it. */
    BUG(1),
    /** Wrong settings, arguments or files that a person wrote: correct them and run again. */
    USAGE(2),
    /** Data or a model was refused by a check: running again changes nothing. */
    REFUSED(3),
    /** Another service did not answer: try again. */
    UNAVAILABLE(4);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
