package cyclo.local;

import cyclo.common.Program;
import picocli.CommandLine.Command;

/** Cyclo on one machine: the services, and the demonstration of the whole. */
@Command(name = "cyclo", description = "Runs Cyclo's services on this machine, and shows the whole at work.", mixinStandardHelpOptions = true,
        subcommands = {UpCommand.class, DownCommand.class, StatusCommand.class, EnvCommand.class, DemoCommand.class})
final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new Program("cyclo", new Main()).settings(UpSettings::from).run(args));
    }
}
