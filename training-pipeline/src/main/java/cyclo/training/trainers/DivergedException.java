package cyclo.training.trainers;

/** A trainer went astray with these settings on these rows: what it fitted is no number. The message goes on after "because". */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DivergedException(String message) {
        super(message);
    }
}
