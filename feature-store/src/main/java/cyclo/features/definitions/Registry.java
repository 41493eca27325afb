package cyclo.features.definitions;

import cyclo.common.CycloException;
import cyclo.features.Definitions;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.FeatureStoreConfig.FileRegistryConfig;
import cyclo.features.FeatureStoreConfig.SqlRegistryConfig;
import cyclo.features.Interval;
import cyclo.features.SavedDataset;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Feast 0.67's registry: what was applied, shared by every program and by Python. Each method reads or writes the store
 * itself, so an answer is never old; a write is all or nothing.
 */
public interface Registry {
    /** The registry that {@code config} names; connects at the first call. @param clock gives created and updated times */
    static Registry open(FeatureStoreConfig config, Clock clock) {
        if (config.registry() instanceof SqlRegistryConfig sql) {
            return new SqlRegistry(sql, config.project(), clock);
        }
        return new FileRegistry(((FileRegistryConfig) config.registry()).path(), config.project(), clock);
    }

    /** For readers of a project that nobody has applied. */
    static CycloException notApplied(String project, String registry) {
        return CycloException.usage("Cannot find project '%s' in the registry %s: run feature-server apply first (feast apply for definitions in Python).",
                project, registry);
    }

    /** @throws CycloException (usage) if the project was never applied */
    Definitions read();

    /** What the project holds besides its {@link #read definitions}, by kind and name: Python made it, and it is kept as it is. */
    List<OtherObject> others();

    /** SHA-256 of what the registry says of the project, without times, ids and materialized intervals. */
    String digest();

    /** SHA-256 of the {@code features.yaml} that was applied last; absent when Python applied. */
    Optional<String> appliedFile();

    /** What {@link #apply} would change. */
    Plan plan(Definitions wanted);

    /**
     * Makes the registry say what {@code wanted} says, and removes what it does not; objects that Cyclo does not model stay.
     * Applied twice, the second time changes nothing.
     *
     * @param appliedFile SHA-256 of the file that {@code wanted} was read from
     */
    default Plan apply(Definitions wanted, String appliedFile) {
        return apply(wanted, appliedFile, plan -> { });
    }

    /**
     * As {@link #apply(Definitions, String)}, if {@code beforeWriting} agrees: it gets the plan when no other writer can change the registry
     * any more, and prevents all of it by an exception.
     */
    Plan apply(Definitions wanted, String appliedFile, Consumer<Plan> beforeWriting);

    /** Notes a saved dataset, in place of one of the same name. */
    void saveDataset(SavedDataset dataset);

    /** Appends an interval to a view's materialized ones. */
    void recordMaterialization(String view, Interval interval);

    /** Removes the project and all it holds. @return what was removed */
    List<String> teardown();
}
