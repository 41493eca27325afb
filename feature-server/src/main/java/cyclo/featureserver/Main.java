package cyclo.featureserver;

import cyclo.common.Program;
import cyclo.featureserver.http.ServeSettings;
import picocli.CommandLine.Command;

/** Feast's verbs: what is declared, and what the two stores hold. */
@Command(name = "feature-server", mixinStandardHelpOptions = true,
        description = "Declares features and reads the feature store, with Feast's verbs.",
        subcommands = {
            Init.class,
            Apply.class,
            ShowPlan.class,
            ListDefinitions.class,
            Describe.class,
            ShowStatistics.class,
            Docs.class,
            MaterializeViews.class,
            MaterializeIncremental.class,
            PushRows.class,
            WriteRows.class,
            GetHistorical.class,
            GetOnline.class,
            Serve.class,
            Audit.class,
            Teardown.class,
        })
public final class Main {
    public static void main(String[] args) {
        System.exit(new Program("feature-server", new Main()).settings("serve", ServeSettings::from).run(args));
    }
}
