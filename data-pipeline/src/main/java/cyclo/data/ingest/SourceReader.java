package cyclo.data.ingest;

import cyclo.common.YamlMap;
import cyclo.common.table.ValueType;
import cyclo.data.ingest.Source.Format;
import cyclo.data.ingest.Source.SourceColumn;
import cyclo.data.ingest.Source.TextFormat;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one entry of {@code sources}. */
public final class SourceReader {
    private SourceReader() {}

    /** Faults are recorded in the file that {@code map} belongs to. */
    public static Source read(YamlMap map, String name) {
        List<String> files = map.texts("files");
        if (files.isEmpty()) {
            map.fault("source '%s' needs 'files': a path or a list of paths, with * for any", name);
        }
        double badRows = map.number("bad_rows", 0);
        if (badRows < 0 || badRows > 1) {
            map.faultAt("bad_rows", "'bad_rows' is %s: a share from 0 (none) to 1 (all) is expected", badRows);
        }
        String decimal = map.text("decimal", ".");
        if (decimal.length() != 1) {
            map.faultAt("decimal", "'decimal' is '%s': one character is expected", decimal);
        }
        String encoding = map.text("encoding", "utf-8");
        if (!List.of("utf-8", "utf-16", "latin-1").contains(encoding)) {
            map.faultAt("encoding", "'encoding' is '%s': write utf-8, utf-16 or latin-1", encoding);
        }
        TextFormat text = new TextFormat(map.optionalText("delimiter"), map.optionalText("timestamp_format"), (decimal + ".").charAt(0), encoding);
        return new Source(name, files, map.optionalChoice("format", Format.class), columns(map), map.texts("null"), zone(map), badRows,
                map.bool("allow_empty", false), text);
    }

    private static List<SourceColumn> columns(YamlMap map) {
        List<SourceColumn> columns = new ArrayList<>();
        Optional<YamlMap> declared = map.optionalMap("columns");
        for (String name : declared.map(YamlMap::keys).orElse(List.of())) {
            YamlMap all = declared.get();
            if (all.value(name).filter(Map.class::isInstance).isPresent()) {
                YamlMap column = all.map(name);
                columns.add(new SourceColumn(name, column.text("from", name), type(column, "type", column.text("type"))));
            } else {
                columns.add(new SourceColumn(name, name, type(all, name, all.text(name))));
            }
        }
        return columns;
    }

    private static ValueType type(YamlMap map, String key, String text) {
        Optional<ValueType> type = ValueType.parse(text).filter(known -> known != ValueType.NULL && known != ValueType.BYTES_LIST);
        if (type.isEmpty() && !text.isEmpty()) {
            map.faultAt(key, "'%s' is no type: write String, Int64, Int32, Float64, Float32, Bool, UnixTimestamp, or Array(one of these)", text);
        }
        return type.orElse(ValueType.STRING);
    }

    private static ZoneId zone(YamlMap map) {
        String text = map.text("time_zone", "UTC");
        if (ZoneId.getAvailableZoneIds().contains(text)) {
            return ZoneId.of(text);
        }
        map.faultAt("time_zone", "'%s' is no time zone: write for example UTC or America/New_York", text);
        return ZoneId.of("UTC");
    }
}
