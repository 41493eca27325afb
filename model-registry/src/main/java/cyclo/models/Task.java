package cyclo.models;

/** What a model answers: a number, or the probability that something is true. */
public enum Task { REGRESSION, BINARY }
