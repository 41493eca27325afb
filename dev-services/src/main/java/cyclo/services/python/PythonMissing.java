package cyclo.services.python;

/** This machine cannot make a Python environment: no Python, an old one, or no packages within reach. Its message says which. */
public final class PythonMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PythonMissing(String message) {
        super(message);
    }
}
