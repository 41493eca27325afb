package cyclo.features.definitions;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import feast.proto.core.RegistryProto;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One project's part of a {@code feast.core.Registry} message, and that message without it or with another one. */
record RegistryMessage(RegistryProto.Registry registry, String project) {
    private static final int PROJECTS = 17;
    private static final int HISTORY = 18;
    /** Kinds that hold objects of a project and are not modelled: permissions, label views. */
    private static final int[] UNKNOWN_KINDS = {16, 19};

    Map<Kind.Key, Message> objects() {
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

    List<OtherObject> others() {
        UnknownFieldSet fields = NewerFields.parse(registry.toByteString());
        return Arrays.stream(OtherKind.values()).flatMap(kind -> kind.of(fields, project).stream()).toList();
    }

    /** The project's own object; absent when nobody applied it. */
    Optional<ByteString> projectMessage() {
        return projects().stream().filter(message -> ProjectMessage.name(message).equals(project)).findFirst();
    }

    /** With the changes made, views whose columns changed as new versions, and the project's note of the file applied. */
    RegistryProto.Registry.Builder applied(Changes changes, String appliedFile, Instant time) {
        Map<Kind.Key, Message> objects = objects();
        List<ByteString> records = new ArrayList<>(history());
        Map<Kind.Key, Message> puts = new LinkedHashMap<>();
        changes.puts().forEach((key, message) -> puts.put(key, versioned(key, message, objects.get(key), records, time)));
        List<ByteString> projects = new ArrayList<>(projects());
        ByteString old = projectMessage().orElse(ByteString.EMPTY);
        projects.remove(old);
        projects.add(ProjectMessage.applied(old, project, appliedFile, time));
        RegistryProto.Registry.Builder builder = changed(puts, changes.deletes());
        NewerFields.setMessages(builder, PROJECTS, projects);
        setHistory(builder, records);
        return builder;
    }

    /** Without anything of the project, of whatever kind. */
    RegistryProto.Registry.Builder without() {
        RegistryProto.Registry.Builder builder = registry.toBuilder();
        for (FieldDescriptor field : registry.getDescriptorForType().getFields()) {
            if (isOfAProject(field)) {
                List<Message> kept = messages(builder, field).stream().filter(message -> !Kind.projectOf(message).equals(project)).toList();
                builder.clearField(field);
                kept.forEach(message -> builder.addRepeatedField(field, message));
            }
        }
        for (int kind : UNKNOWN_KINDS) {
            NewerFields.setMessages(builder, kind, NewerFields.messages(registry.getUnknownFields(), kind).stream()
                    .filter(message -> NewerFields.text(NewerFields.inside(NewerFields.parse(message), 1), 2).filter(project::equals).isEmpty()).toList());
        }
        NewerFields.setMessages(builder, PROJECTS, projects().stream().filter(message -> !ProjectMessage.name(message).equals(project)).toList());
        setHistory(builder, history().stream().filter(message -> !VersionRecord.isOf(message, project)).toList());
        return builder;
    }

    RegistryProto.Registry.Builder changed(Map<Kind.Key, Message> puts, List<Kind.Key> deletes) {
        RegistryProto.Registry.Builder builder = registry.toBuilder();
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
        return builder;
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

    private List<ByteString> history() {
        return NewerFields.messages(NewerFields.inside(registry.getUnknownFields(), HISTORY), 1);
    }

    private static void setHistory(RegistryProto.Registry.Builder builder, List<ByteString> records) {
        UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
        records.forEach(field::addLengthDelimited);
        NewerFields.setMessages(builder, HISTORY, records.isEmpty() ? List.of()
                : List.of(UnknownFieldSet.newBuilder().addField(1, field.build()).build().toByteString()));
    }

    private List<ByteString> projects() {
        return NewerFields.messages(registry.getUnknownFields(), PROJECTS);
    }

    /** Most kinds name their project in their spec, some themselves. */
    private static boolean isOfAProject(FieldDescriptor field) {
        if (!field.isRepeated()) {
            return false;
        }
        FieldDescriptor spec = field.getMessageType().findFieldByName("spec");
        return (spec == null ? field.getMessageType() : spec.getMessageType()).findFieldByName("project") != null;
    }

    private static FieldDescriptor field(Kind kind) {
        return RegistryProto.Registry.getDescriptor().findFieldByName(kind.table());
    }

    private static List<Message> messages(RegistryProto.Registry.Builder builder, FieldDescriptor field) {
        return ((List<?>) builder.getField(field)).stream().map(Message.class::cast).toList();
    }
}
