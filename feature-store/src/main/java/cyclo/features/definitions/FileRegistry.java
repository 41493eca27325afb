package cyclo.features.definitions;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import cyclo.common.AtomicFiles;
import cyclo.common.CycloException;
import cyclo.features.Definitions;
import cyclo.features.Interval;
import feast.proto.core.RegistryProto;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Feast's registry as one file: a serialized {@code feast.core.Registry}, replaced in one move. Writers wait for each other. */
final class FileRegistry implements Registry {
    private static final int PROJECTS = 17;
    private static final int HISTORY = 18;
    /** Kinds that hold objects of a project and are not modelled: permissions, label views. */
    private static final int[] UNKNOWN_KINDS = {16, 19};

    private final Path file;
    private final String project;
    private final Clock clock;

    FileRegistry(Path file, String project, Clock clock) {
        this.file = file;
        this.project = project;
        this.clock = clock;
    }

    @Override public Definitions read() {
        RegistryProto.Registry registry = load();
        requireProject(registry);
        return FromFeast.definitions(project, objects(registry).values());
    }

    @Override public String digest() {
        return Content.digest(objects(load()));
    }

    @Override public Optional<String> appliedFile() {
        return projects(load()).stream().filter(message -> ProjectMessage.name(message).equals(project)).findFirst().flatMap(ProjectMessage::appliedFile);
    }

    @Override public Plan plan(Definitions wanted) {
        return Changes.between(objects(load()), wanted, clock.instant()).plan();
    }

    @Override public Plan apply(Definitions wanted, String appliedFile) {
        return locked(now -> {
            Instant time = clock.instant();
            Map<Kind.Key, Message> objects = objects(now);
            Changes changes = Changes.between(objects, wanted, time);
            ByteString old = projects(now).stream().filter(message -> ProjectMessage.name(message).equals(project)).findFirst().orElse(ByteString.EMPTY);
            if (!changes.isEmpty() || !ProjectMessage.appliedFile(old).equals(Optional.of(appliedFile))) {
                RegistryProto.Registry.Builder builder = now.toBuilder();
                List<ByteString> records = new ArrayList<>(NewerFields.messages(NewerFields.inside(now.getUnknownFields(), HISTORY), 1));
                Map<Kind.Key, Message> puts = new LinkedHashMap<>();
                changes.puts().forEach((key, message) -> puts.put(key, versioned(key, message, objects.get(key), records, time)));
                change(builder, puts, changes.deletes());
                List<ByteString> projects = new ArrayList<>(projects(now));
                projects.remove(old);
                projects.add(ProjectMessage.applied(old, project, appliedFile, time));
                NewerFields.setMessages(builder, PROJECTS, projects);
                setHistory(builder, records);
                save(builder, time);
            }
            return changes.plan();
        });
    }

    @Override public void recordMaterialization(String view, Interval interval) {
        locked(now -> {
            Kind.Key key = new Kind.Key(Kind.FEATURE_VIEW, view);
            Message old = objects(now).get(key);
            if (old == null) {
                throw CycloException.usage("Cannot record the materialization of '%s': project '%s' has no such feature view any more.", view, project);
            }
            RegistryProto.Registry.Builder builder = now.toBuilder();
            change(builder, Map.of(key, Materialized.with(old, interval, clock.instant())), List.of());
            save(builder, clock.instant());
            return null;
        });
    }

    @Override public List<String> teardown() {
        return locked(now -> {
            Map<Kind.Key, Message> objects = objects(now);
            RegistryProto.Registry.Builder builder = now.toBuilder();
            change(builder, Map.of(), List.copyOf(objects.keySet()));
            for (FieldDescriptor field : now.getDescriptorForType().getFields()) {
                if (field.isRepeated() && field.getMessageType().findFieldByName("spec") != null) {
                    List<Message> kept = messages(builder, field).stream().filter(message -> !Kind.projectOf(message).equals(project)).toList();
                    builder.clearField(field);
                    kept.forEach(message -> builder.addRepeatedField(field, message));
                }
            }
            for (int kind : UNKNOWN_KINDS) {
                NewerFields.setMessages(builder, kind, NewerFields.messages(now.getUnknownFields(), kind).stream()
                        .filter(message -> NewerFields.text(NewerFields.inside(NewerFields.parse(message), 1), 2).filter(project::equals).isEmpty()).toList());
            }
            NewerFields.setMessages(builder, PROJECTS, projects(now).stream().filter(message -> !ProjectMessage.name(message).equals(project)).toList());
            setHistory(builder, NewerFields.messages(NewerFields.inside(now.getUnknownFields(), HISTORY), 1).stream()
                    .filter(message -> !VersionRecord.isOf(message, project)).toList());
            if (!objects.isEmpty() || !builder.getUnknownFields().equals(now.getUnknownFields())) {
                save(builder, clock.instant());
            }
            return objects.keySet().stream().map(key -> key.kind().title() + " " + key.name()).toList();
        });
    }

    private Message versioned(Kind.Key key, Message message, Message old, List<ByteString> records, Instant time) {
        if (!key.kind().isView() || old != null && !Changes.isNewVersion(old, message)) {
            return message;
        }
        int next = records.stream().mapToInt(record -> VersionRecord.next(record, project, key.name())).max().orElse(0);
        if (next == 0 && old != null) {
            records.add(VersionRecord.of(key.kind(), old, project, 0, time).toMessage());
            next = 1;
        }
        Message numbered = VersionRecord.numbered(key.kind(), message, next);
        records.add(VersionRecord.of(key.kind(), numbered, project, next, time).toMessage());
        return numbered;
    }

    private void change(RegistryProto.Registry.Builder builder, Map<Kind.Key, Message> puts, List<Kind.Key> deletes) {
        for (Kind kind : Kind.values()) {
            FieldDescriptor field = field(kind);
            Map<Kind.Key, Message> left = new LinkedHashMap<>(puts);
            List<Message> messages = new ArrayList<>();
            for (Message message : messages(builder, field)) {
                Kind.Key key = new Kind.Key(kind, Kind.nameOf(message));
                boolean ours = Kind.projectOf(message).equals(project);
                if (!ours || !deletes.contains(key)) {
                    Message put = ours ? left.remove(key) : null;
                    messages.add(put == null ? message : put);
                }
            }
            left.forEach((key, message) -> {
                if (key.kind() == kind) {
                    messages.add(message);
                }
            });
            builder.clearField(field);
            messages.forEach(message -> builder.addRepeatedField(field, inProject(message)));
        }
    }

    /** In a file every object names its project. */
    private Message inProject(Message message) {
        if (!Kind.projectOf(message).isEmpty()) {
            return message;
        }
        Message.Builder builder = message.toBuilder();
        Message spec = Kind.specOf(message);
        Message.Builder inner = spec == message ? builder : builder.getFieldBuilder(message.getDescriptorForType().findFieldByName("spec"));
        inner.setField(spec.getDescriptorForType().findFieldByName("project"), project);
        return builder.build();
    }

    private static void setHistory(RegistryProto.Registry.Builder builder, List<ByteString> records) {
        UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
        records.forEach(field::addLengthDelimited);
        NewerFields.setMessages(builder, HISTORY, records.isEmpty() ? List.of()
                : List.of(UnknownFieldSet.newBuilder().addField(1, field.build()).build().toByteString()));
    }

    private void save(RegistryProto.Registry.Builder builder, Instant time) {
        byte[] bytes = builder.setRegistrySchemaVersion("1").setVersionId(UUID.randomUUID().toString()).setLastUpdated(NewerFields.timestamp(time)).build().toByteArray();
        AtomicFiles.write(file, temporary -> Files.write(temporary, bytes));
    }

    private RegistryProto.Registry load() {
        if (!Files.exists(file)) {
            return RegistryProto.Registry.getDefaultInstance();
        }
        try {
            return RegistryProto.Registry.parseFrom(Files.readAllBytes(file));
        } catch (InvalidProtocolBufferException e) {
            throw CycloException.usage("Cannot read the registry %s: it is not a Feast registry, or cut short (%s).", file, e.getMessage(), e);
        } catch (IOException e) {
            throw CycloException.usage("Cannot read the registry %s: %s.", file, e);
        }
    }

    private void requireProject(RegistryProto.Registry registry) {
        if (objects(registry).isEmpty()) {
            throw Registry.notApplied(project, file.toString());
        }
    }

    private Map<Kind.Key, Message> objects(RegistryProto.Registry registry) {
        Map<Kind.Key, Message> objects = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            for (Message message : messages(registry.toBuilder(), field(kind))) {
                if (Kind.projectOf(message).equals(project)) {
                    objects.put(new Kind.Key(kind, Kind.nameOf(message)), message);
                }
            }
        }
        return objects;
    }

    private static List<ByteString> projects(RegistryProto.Registry registry) {
        return NewerFields.messages(registry.getUnknownFields(), PROJECTS);
    }

    private static FieldDescriptor field(Kind kind) {
        return RegistryProto.Registry.getDescriptor().findFieldByName(kind.table());
    }

    private static List<Message> messages(RegistryProto.Registry.Builder builder, FieldDescriptor field) {
        return ((List<?>) builder.getField(field)).stream().map(Message.class::cast).toList();
    }

    /** One writer at a time: threads of this JVM by the class, other processes by a lock file beside the registry. */
    private <T> T locked(Function<RegistryProto.Registry, T> change) {
        synchronized (FileRegistry.class) {
            Path lock = file.resolveSibling(file.getFileName() + ".lock");
            try {
                Files.createDirectories(file.toAbsolutePath().getParent());
                try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    channel.lock();
                    return change.apply(load());
                }
            } catch (IOException e) {
                throw CycloException.usage("Cannot lock the registry %s: %s.", file, e);
            }
        }
    }
}
