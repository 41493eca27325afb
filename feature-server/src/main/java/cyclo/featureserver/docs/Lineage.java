package cyclo.featureserver.docs;

import cyclo.features.DataSource;
import cyclo.features.Definitions;
import cyclo.features.FeatureService;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.OnDemandView;
import cyclo.features.Projection;
import cyclo.features.PushSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is made from what, from sources on the left to services on the right, placed so that few lines cross. A line that passes
 * a column has a place of its own there, so it never seems to touch what it passes.
 */
final class Lineage {
    static final int WIDTH = 232;
    static final int HEIGHT = 48;
    private static final int BETWEEN = 108;
    private static final int GAP = 16;
    private static final int SWEEPS = 8;

    /** @param kind source, push, request, view, ondemand or service; empty for a place that a line only passes */
    record Node(String id, String kind, String title, String detail) {}

    record Line(String from, String to) {}

    private final List<List<Node>> columns = new ArrayList<>(List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
    private final Set<Line> lines = new LinkedHashSet<>();
    private final Map<String, Integer> columnOf = new HashMap<>();
    private final Map<String, Double> middles = new HashMap<>();

    private Lineage() {}

    static Lineage of(Definitions definitions) {
        Lineage lineage = new Lineage();
        definitions.sources().forEach(source -> lineage.add(0, new Node("source " + source.name(), "source", source.name(), origin(source))));
        definitions.pushSources().forEach(source -> lineage.add(0, new Node("source " + source.name(), "push", source.name(), "pushed rows")));
        definitions.views().forEach(lineage::view);
        definitions.onDemandViews().forEach(lineage::onDemand);
        definitions.services().forEach(lineage::service);
        lineage.columns.removeIf(List::isEmpty);
        lineage.arrange();
        return lineage;
    }

    private void view(FeatureView view) {
        add(1, new Node("view " + view.name(), "view", view.name(), count(view.features().size(), "feature")
                + (view.joinKeys().isEmpty() ? "" : " by " + String.join(", ", view.joinKeyNames()))));
        lines.add(new Line(known("source " + view.source().name(), view.source()), "view " + view.name()));
        view.pushSource().map(PushSource::name).ifPresent(push -> lines.add(new Line("source " + push, "view " + view.name())));
    }

    /** A source that is declared only within its view, as Python may. */
    private String known(String id, DataSource source) {
        if (!columnOf.containsKey(id)) {
            add(0, new Node(id, "source", source.name(), origin(source)));
        }
        return id;
    }

    private void onDemand(OnDemandView view) {
        add(2, new Node("view " + view.name(), "ondemand", view.name(), count(view.features().size(), "feature") + " computed"));
        if (!view.request().isEmpty()) {
            String id = "request " + view.name();
            add(0, new Node(id, "request", "the request", view.request().stream().map(Field::name).collect(Collectors.joining(", "))));
            lines.add(new Line(id, "view " + view.name()));
        }
        from(view.sources(), "view " + view.name());
    }

    private void service(FeatureService service) {
        add(3, new Node("service " + service.name(), "service", service.name(),
                count(service.projections().stream().mapToInt(projection -> projection.features().size()).sum(), "feature")));
        from(service.projections(), "service " + service.name());
    }

    private void from(List<Projection> projections, String to) {
        projections.stream().map(projection -> "view " + projection.view()).filter(columnOf::containsKey).forEach(view -> lines.add(new Line(view, to)));
    }

    private void add(int column, Node node) {
        if (columnOf.putIfAbsent(node.id(), column) == null) {
            columns.get(column).add(node);
        }
    }

    /** Long lines become steps, then columns are ordered and moved towards what they are tied to. */
    private void arrange() {
        for (int column = 0; column < columns.size(); column++) {
            for (Node node : columns.get(column)) {
                columnOf.put(node.id(), column);
            }
        }
        for (Line line : List.copyOf(lines)) {
            if (columnOf.get(line.to()) - columnOf.get(line.from()) > 1) {
                lines.remove(line);
                String before = line.from();
                for (int column = columnOf.get(line.from()) + 1; column < columnOf.get(line.to()); column++) {
                    String place = "past " + column + " " + line.to(); // lines to one end share their way
                    add(column, new Node(place, "", "", ""));
                    lines.add(new Line(before, place));
                    before = place;
                }
                lines.add(new Line(before, line.to()));
            }
        }
        columns.forEach(column -> place(column, stacked(column)));
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int i = 0; i < columns.size(); i++) {
                List<Node> column = columns.get(sweep % 2 == 0 ? i : columns.size() - 1 - i);
                Map<String, Double> wanted = new LinkedHashMap<>();
                column.forEach(node -> wanted.put(node.id(), towards(node)));
                column.sort(Comparator.comparingDouble(node -> wanted.get(node.id())));
                place(column, column.stream().mapToDouble(node -> wanted.get(node.id())).toArray());
            }
        }
        double top = middles.values().stream().mapToDouble(Double::doubleValue).min().orElse(0) - HEIGHT / 2.0;
        middles.replaceAll((id, middle) -> middle - top);
    }

    private double[] stacked(List<Node> column) {
        double[] middles = new double[column.size()];
        for (int i = 1; i < middles.length; i++) {
            middles[i] = middles[i - 1] + apart(column.get(i - 1), column.get(i));
        }
        for (int i = 0; i < middles.length; i++) {
            middles[i] -= middles[middles.length - 1] / 2; // columns have a common middle
        }
        return middles;
    }

    private double towards(Node node) {
        return lines.stream().filter(line -> line.from().equals(node.id()) || line.to().equals(node.id()))
                .mapToDouble(line -> middles.get(line.from().equals(node.id()) ? line.to() : line.from())).average().orElse(middles.get(node.id()));
    }

    /** As near to what is wanted as the distances allow: the mean of pushing all down and pushing all up. */
    private void place(List<Node> column, double[] wanted) {
        double[] down = wanted.clone();
        double[] up = wanted.clone();
        for (int i = 1; i < wanted.length; i++) {
            down[i] = Math.max(down[i], down[i - 1] + apart(column.get(i - 1), column.get(i)));
        }
        for (int i = wanted.length - 2; i >= 0; i--) {
            up[i] = Math.min(up[i], up[i + 1] - apart(column.get(i), column.get(i + 1)));
        }
        for (int i = 0; i < wanted.length; i++) {
            middles.put(column.get(i).id(), (down[i] + up[i]) / 2);
        }
    }

    private static double apart(Node above, Node below) {
        return (height(above) + height(below)) / 2.0 + GAP;
    }

    private static int height(Node node) {
        return node.kind().isEmpty() ? 4 : HEIGHT;
    }

    private static String origin(DataSource source) {
        return source.origin() instanceof DataSource.Query ? "query" : source.origin() instanceof DataSource.File file ? String.valueOf(file.path()
                .getFileName())
                : source.origin() instanceof DataSource.Foreign foreign ? foreign.kind() : source.table().map(table -> "table " + table).orElse("");
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    List<Node> nodes() {
        return columns.stream().flatMap(List::stream).toList();
    }

    Set<Line> lines() {
        return lines;
    }

    double left(String id) {
        return columnOf.get(id) * (WIDTH + BETWEEN);
    }

    double middle(String id) {
        return middles.get(id);
    }

    int width() {
        return columns.size() * WIDTH + Math.max(0, columns.size() - 1) * BETWEEN;
    }

    int height() {
        return (int) Math.ceil(middles.values().stream().mapToDouble(Double::doubleValue).max().orElse(0) + HEIGHT / 2.0);
    }
}
