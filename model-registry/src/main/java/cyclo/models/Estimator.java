package cyclo.models;

/** What a trainer fitted: a function of the prepared features. Immutable and thread safe. */
public sealed interface Estimator permits Linear, Trees {
    /** The number of prepared features it reads. */
    int width();

    Link link();

    /** The answer for one row of prepared features in {@link Preparation#features()} order, NaN for missing. */
    double predict(double[] features);
}
