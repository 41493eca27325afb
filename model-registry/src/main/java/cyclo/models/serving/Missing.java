package cyclo.models.serving;

/** What happens when an input of the model has no usable value: it is unknown, too old, or known to be null. */
public sealed interface Missing {
    /** No prediction is made for the row; the answer names the input. */
    record Refuse() implements Missing {}

    /** The model gets a null: what that means was learnt in training. */
    record Model() implements Missing {}

    /** The model gets this value instead, as {@link cyclo.common.table.ValueType} lists it for the input's type. */
    record Default(Object value) implements Missing {}

    Missing REFUSE = new Refuse();
    Missing MODEL = new Model();
}
