package cyclo.featureserver.http;

/** Whose answers the server gives. */
public enum Compatibility {
    /** Feast's shapes, with truthful statuses, nothing that has outlived its ttl, and a 4xx with a sentence where Feast has a bare 500. */
    CYCLO,
    /** What Feast 0.67 answers, to the letter: every status is PRESENT, the ttl does not count online, wrong requests end in 500. */
    FEAST
}
