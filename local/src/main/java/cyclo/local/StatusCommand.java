package cyclo.local;

import cyclo.common.CycloHome;
import cyclo.common.ExitCode;
import cyclo.common.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what runs, and where. */
@Command(name = "status", mixinStandardHelpOptions = true,
        description = "Tells what runs, and where. Ends with 0 when 'up' runs and all its services answer, else with 4.")
final class StatusCommand implements Callable<Integer> {
    private static final Pattern HOST_AND_PORT = Pattern.compile("(.+):(\\d{1,5})");

    @Mixin private HomeOption homeOption = new HomeOption();
    @Option(names = "--json", description = "as JSON")
    private boolean json;
    @Spec private CommandSpec spec;

    @Override public Integer call() {
        CycloHome home = homeOption.home(Installation.find(System.getenv()));
        Optional<UpState> running = UpState.running(home);
        List<Service> services = UpState.read(home).map(UpState::services).orElse(List.of());
        Map<Service, Boolean> answers = new LinkedHashMap<>();
        services.forEach(service -> answers.put(service, answers(service.address())));
        boolean well = running.filter(UpState::ready).isPresent() && !answers.containsValue(false);
        if (json) {
            spec.commandLine().getOut().println(Json.pretty(report(running, answers)));
        } else {
            List<List<String>> rows = new ArrayList<>();
            answers.forEach((service, answering) -> rows.add(List.of(service.name(), service.address(),
                    answering ? "answers" : "does not answer", service.origin().name().toLowerCase(Locale.ROOT))));
            spec.commandLine().getOut().print(Lines.aligned(rows));
            spec.commandLine().getOut().println(running.map(state -> (state.ready() ? "Up" : "Starting") + ", process " + state.owner().pid() + ".")
                    .orElse(answers.containsValue(true) ? "Not up; what still answers was left behind: './cyclo up' adopts it, './cyclo down' stops it."
                            : "Not up: start the services with ./cyclo up."));
        }
        return (well ? ExitCode.DONE : ExitCode.UNAVAILABLE).code();
    }

    private static Map<String, Object> report(Optional<UpState> running, Map<Service, Boolean> answers) {
        List<Map<String, Object>> list = new ArrayList<>();
        answers.forEach((service, answering) -> list.add(Map.of("name", service.name(), "address", service.address(),
                "answers", answering, "origin", service.origin().name().toLowerCase(Locale.ROOT))));
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("up", running.filter(UpState::ready).isPresent());
        running.ifPresent(state -> report.put("pid", state.owner().pid()));
        report.put("services", list);
        return report;
    }

    /** Whether something listens at {@code host:port} or at the host and port of a URI. */
    private static boolean answers(String address) {
        InetSocketAddress place = place(address);
        try (Socket socket = new Socket()) {
            socket.connect(place, 2000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** By hand, since {@link java.net.URI} knows no host with an underscore, as a compose file may name one. */
    static InetSocketAddress place(String address) {
        String authority = address.replaceFirst("^\\w+://", "").replaceFirst("[,/?].*", "").replaceFirst("^.*@", "");
        Matcher parts = HOST_AND_PORT.matcher(authority);
        if (!parts.matches()) {
            return new InetSocketAddress(authority, address.startsWith("https:") ? 443 : 80);
        }
        return new InetSocketAddress(parts.group(1), Integer.parseInt(parts.group(2)));
    }
}
