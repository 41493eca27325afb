package cyclo.common;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where settings come from: the process environment, and below it the {@code services.env} that {@code cyclo up} wrote.
 * Each call of {@link #port}, {@link #uri} and so on also declares the setting, so the same lines give {@code --help} its
 * table and the start-up log its list. Faults are collected and reported together by {@link #check}.
 *
 * <p>Not thread safe: settings are read once, at the start.
 */
public final class Env {
    /** One declared setting; {@code value} is masked when it is secret. */
    public record Setting(String name, String value, String defaultValue, String description) {}

    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)}|([A-Za-z_][A-Za-z0-9_]*))");
    private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|TOKEN|SECRET|KEY)$|.*CONNECTION_STRING$");

    private final Map<String, String> process;
    private final Map<String, String> services;
    private final CycloHome home;
    private final boolean describing;
    private final List<Setting> declared = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    private Env(Map<String, String> process, Map<String, String> services, CycloHome home, boolean describing) {
        this.process = Map.copyOf(process);
        this.services = Map.copyOf(services);
        this.home = home;
        this.describing = describing;
    }

    /** The process environment over the {@code services.env} nearest to {@code project}. */
    public static Env ofProject(Path project) {
        return of(System.getenv(), project);
    }

    /** As {@link #ofProject}, with another environment: for tests and for programs that start programs. */
    public static Env of(Map<String, String> environment, Path project) {
        CycloHome home = CycloHome.of(project, environment);
        return new Env(environment, home.services(), home, false);
    }

    /** The process environment alone: for {@code cyclo up}, which writes {@code services.env}. */
    public static Env ofProcess(Map<String, String> environment, CycloHome home) {
        return new Env(environment, Map.of(), home, false);
    }

    /** What {@code settings} declares, with defaults and without faults: the table of {@code --help}. */
    public static List<Setting> describe(Function<Env, ?> settings) {
        Env env = new Env(Map.of(), Map.of(), new CycloHome(Path.of(".cyclo")), true);
        settings.apply(env);
        return List.copyOf(env.declared);
    }

    public CycloHome home() {
        return home;
    }

    /** The value, if it is set and not blank; declares nothing. */
    public Optional<String> find(String name) {
        String value = process.getOrDefault(name, services.getOrDefault(name, ""));
        return value.isBlank() ? Optional.empty() : Optional.of(value);
    }

    /** Replaces {@code $NAME} and {@code ${NAME}} as Python's {@code os.path.expandvars} does: an unknown name stays as it is. */
    public String expand(String text) {
        return VARIABLE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(
                find(match.group(1) != null ? match.group(1) : match.group(2)).orElse(match.group())));
    }

    public String text(String name, String description) {
        return required(name, description, value -> value, "x");
    }

    public String text(String name, String defaultValue, String description) {
        return read(name, defaultValue, defaultValue, description, value -> value);
    }

    public Optional<String> optionalText(String name, String description) {
        return read(name, Optional.empty(), "", description, Optional::of);
    }

    public int port(String name, int defaultValue, String description) {
        return read(name, defaultValue, String.valueOf(defaultValue), description, value -> {
            int port = Integer.parseInt(value);
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("'%s': a port is between 0 (any free one) and 65535".formatted(value));
            }
            return port;
        });
    }

    public int number(String name, int defaultValue, String description) {
        return read(name, defaultValue, String.valueOf(defaultValue), description, Integer::parseInt);
    }

    public boolean flag(String name, boolean defaultValue, String description) {
        return read(name, defaultValue, String.valueOf(defaultValue), description, value -> switch (value) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no" -> false;
            default -> throw new IllegalArgumentException("'%s': write true or false".formatted(value));
        });
    }

    public URI uri(String name, String description) {
        return required(name, description, URI::create, "http://localhost");
    }

    public URI uri(String name, URI defaultValue, String description) {
        return read(name, defaultValue, defaultValue.toString(), description, URI::create);
    }

    public Path path(String name, Path defaultValue, String description) {
        return read(name, defaultValue, defaultValue.toString(), description, Path::of);
    }

    public Duration duration(String name, Duration defaultValue, String description) {
        return read(name, defaultValue, humane(defaultValue), description, Quantity::duration);
    }

    public long bytes(String name, long defaultValue, String description) {
        return read(name, defaultValue, defaultValue + "B", description, Quantity::bytes);
    }

    /**
     * Returns {@code settings} when nothing was wrong with them.
     *
     * @throws CycloException (usage) that names every fault at once
     */
    public <T> T check(T settings) {
        if (describing) {
            return settings;
        }
        List<String> names = declared.stream().map(Setting::name).toList();
        for (String set : process.keySet()) {
            if (!names.contains(set) && set.length() > 4) {
                Suggestion.closest(set, names)
                        .filter(name -> Suggestion.distance(set, name) <= 2 && !process.containsKey(name))
                        .ifPresent(name -> faults.add("%s is not a setting. Did you mean %s?".formatted(set, name)));
            }
        }
        if (!faults.isEmpty()) {
            throw CycloException.usage("%s", "%d setting%s wrong:%n  %s".formatted(
                    faults.size(), faults.size() == 1 ? " is" : "s are", String.join(System.lineSeparator() + "  ", faults)));
        }
        return settings;
    }

    /** What was declared so far with its values, secrets masked: for the start-up log. */
    public List<Setting> declared() {
        return List.copyOf(declared);
    }

    private <T> T required(String name, String description, Function<String, T> parse, String placeholder) {
        if (describing || find(name).isPresent()) {
            return read(name, parse.apply(placeholder), "(required)", description, parse);
        }
        faults.add("%s is not set (%s): set it, or start the embedded services with ./cyclo up.".formatted(name, description));
        return parse.apply(placeholder);
    }

    private <T> T read(String name, T defaultValue, String defaultText, String description, Function<String, T> parse) {
        Optional<String> value = find(name);
        String shown = value.map(text -> SECRET.matcher(name).matches() ? "****" : masked(text)).orElse(defaultText);
        declared.add(new Setting(name, shown, defaultText, description));
        if (value.isEmpty()) {
            return defaultValue;
        }
        try {
            return parse.apply(value.get());
        } catch (NumberFormatException e) {
            faults.add("%s is '%s': a whole number is expected (%s).".formatted(name, value.get(), description));
        } catch (IllegalArgumentException e) {
            String why = e.getMessage().startsWith("'") ? e.getMessage() : "'%s': %s".formatted(value.get(), e.getMessage());
            faults.add("%s is %s.".formatted(name, why));
        }
        return defaultValue;
    }

    private static String masked(String value) {
        return value.replaceAll("(://[^:/@]+:)[^@]+@", "$1****@");
    }

    private static String humane(Duration duration) {
        Map<String, Long> units = new LinkedHashMap<>();
        units.put("d", 86_400_000L);
        units.put("h", 3_600_000L);
        units.put("m", 60_000L);
        units.put("s", 1000L);
        long millis = duration.toMillis();
        return units.entrySet().stream()
                .filter(unit -> millis > 0 && millis % unit.getValue() == 0)
                .findFirst()
                .map(unit -> millis / unit.getValue() + unit.getKey())
                .orElse(millis + "ms");
    }
}
