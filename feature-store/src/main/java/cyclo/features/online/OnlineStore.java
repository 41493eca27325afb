package cyclo.features.online;

import java.util.List;

/**
 * The latest row of each view, asked by key. Values are bytes: serialized Feast {@code Value}, empty for null. Thread safe.
 *
 * <p>Every method throws {@link cyclo.common.CycloException} (unavailable) when the store does not answer.
 */
public interface OnlineStore extends AutoCloseable {
    /** What happens to a row whose event time equals the stored one. */
    enum AtEqualTime {
        /** Materialize: a correction arrives. */
        REPLACE,
        /** Push and stream, as in Feast: the stored row stays. */
        DROP
    }

    /**
     * Writes rows of one view. An older row never replaces a newer one, atomically per entity and whoever else writes; of rows of
     * one entity the greatest (event time, created) wins, and of equal ones the last.
     *
     * @param view its name and features, in the order of each row's values
     * @return how many of the distinct entities took the row given here
     */
    long write(ViewFeatures view, List<OnlineRow> rows, AtEqualTime tie);

    /**
     * Reads any number of views and entities in one round trip.
     *
     * @return for each read, for each of its keys in order, what is stored
     */
    List<List<StoredRow>> read(List<ViewRead> reads);

    /** Removes everything of this project, and nothing of another whose name ends alike. @return how many entities */
    long removeProject();

    /** Removes one view's features from every entity of this project. @return how many entities held it */
    long removeView(ViewFeatures view);

    /** What Cyclo notes beside this project's features; removed with the project. */
    OnlineNotes notes();

    void ping();

    @Override void close();
}
