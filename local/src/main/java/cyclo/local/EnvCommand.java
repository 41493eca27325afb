package cyclo.local;

import cyclo.common.CycloException;
import cyclo.common.CycloHome;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints where the services are, for a shell: {@code eval "$(./cyclo env)"}. */
@Command(name = "env", mixinStandardHelpOptions = true,
        description = "Prints where the services are as export lines, passwords included: eval \"$$(./cyclo env)\".")
final class EnvCommand implements Callable<Integer> {
    @Mixin private HomeOption homeOption = new HomeOption();
    @Spec private CommandSpec spec;

    @Override public Integer call() {
        CycloHome home = homeOption.home(Installation.find(System.getenv()));
        Map<String, String> services = home.services();
        if (services.isEmpty()) {
            throw CycloException.usage("Cannot find '%s': start the services once with ./cyclo up.", home.servicesEnv());
        }
        PrintWriter out = spec.commandLine().getOut();
        services.forEach((name, value) -> out.println("export " + name + "=" + quoted(value)));
        return 0;
    }

    /** As one word of a POSIX shell. */
    static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }
}
