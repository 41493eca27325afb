package cyclo.models;

/** From a model's sum to its answer. */
public enum Link { IDENTITY, LOGISTIC }
