package cyclo.features.definitions;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import cyclo.common.table.ValueType;
import cyclo.features.Definitions;
import cyclo.features.Entity;
import cyclo.features.Field;
import cyclo.features.OnDemandView;
import feast.proto.core.DataSourceProto;
import feast.proto.core.EntityProto;
import feast.proto.core.FeatureServiceProto;
import feast.proto.core.FeatureViewProto;
import feast.proto.core.OnDemandFeatureViewProto;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What must be written to a registry so that it says what is wanted. An object whose content is the same is not touched: its
 * bytes and times stay, so a second apply writes nothing.
 */
final class Changes {
    private final Map<Kind.Key, Message> now;
    private final Definitions wanted;
    private final Instant time;
    private final Map<Kind.Key, Message> result = new LinkedHashMap<>();
    private final Map<Kind.Key, Message> puts = new LinkedHashMap<>();
    private final List<Kind.Key> deletes = new ArrayList<>();
    private final List<Plan.Change> plan = new ArrayList<>();

    private Changes(Map<Kind.Key, Message> now, Definitions wanted, Instant time) {
        this.now = now;
        this.wanted = wanted;
        this.time = time;
    }

    static Changes between(Map<Kind.Key, Message> now, Definitions wanted, Instant time) {
        Changes changes = new Changes(now, wanted, time);
        changes.want();
        for (Kind.Key key : now.keySet()) {
            if (!changes.result.containsKey(key)) {
                changes.deletes.add(key);
                changes.plan.add(new Plan.Change(Plan.Action.DELETE, key.kind().title(), key.name(), List.of(), List.of()));
            }
        }
        return changes;
    }

    Map<Kind.Key, Message> puts() {
        return puts;
    }

    List<Kind.Key> deletes() {
        return deletes;
    }

    boolean isEmpty() {
        return puts.isEmpty() && deletes.isEmpty();
    }

    /** For people: without Feast's own entity {@link Entity#NONE}. */
    Plan plan() {
        Definitions before = FromFeast.definitions(wanted.project(), now.values());
        return new Plan(plan, before, Consequences.between(before, wanted), Content.digest(now));
    }

    /** Whether a view's new content makes a new version in Feast's history: its columns or its computation changed. */
    static boolean isNewVersion(Message before, Message after) {
        return Content.differences(before, after).stream()
                .anyMatch(difference -> difference.matches("(entit|features|feature_transformation|batch_source|sources).*"));
    }

    private void want() {
        ToFeast feast = new ToFeast(wanted);
        List<Entity> entities = new ArrayList<>(wanted.entities());
        entities.add(new Entity(Entity.NONE, Field.of(Entity.NONE_KEY, ValueType.STRING), "", Map.of(), ""));
        entities.forEach(entity -> put(Kind.ENTITY, entity.name(), EntityProto.Entity.getDefaultInstance(), old -> feast.entity(entity, old)));
        wanted.sources().forEach(source -> put(Kind.DATA_SOURCE, source.name(), DataSourceProto.DataSource.getDefaultInstance(),
                old -> feast.source(source, old)));
        wanted.pushSources().forEach(source -> put(Kind.DATA_SOURCE, source.name(), DataSourceProto.DataSource.getDefaultInstance(),
                old -> feast.push(source, old, (DataSourceProto.DataSource) result.get(new Kind.Key(Kind.DATA_SOURCE, source.batchSource().name())))));
        for (OnDemandView view : wanted.onDemandViews()) {
            if (!view.request().isEmpty()) {
                put(Kind.DATA_SOURCE, ToFeast.requestName(view), DataSourceProto.DataSource.getDefaultInstance(), old -> feast.request(view, old));
            }
        }
        wanted.views().forEach(view -> put(Kind.FEATURE_VIEW, view.name(), FeatureViewProto.FeatureView.getDefaultInstance(),
                old -> feast.view(view, old, result)));
        wanted.onDemandViews().forEach(view -> put(Kind.ON_DEMAND_VIEW, view.name(), OnDemandFeatureViewProto.OnDemandFeatureView.getDefaultInstance(),
                old -> feast.onDemand(view, old, result)));
        wanted.services().forEach(service -> put(Kind.FEATURE_SERVICE, service.name(), FeatureServiceProto.FeatureService.getDefaultInstance(),
                old -> feast.service(service, old, result)));
    }

    private <M extends Message> void put(Kind kind, String name, M empty, UnaryOperator<M> overlay) {
        Kind.Key key = new Kind.Key(kind, name);
        @SuppressWarnings("unchecked") // a key's kind tells the class of its message
        M old = (M) now.get(key);
        M wanted = overlay.apply(old == null ? empty : old);
        if (old != null && Content.of(old).equals(Content.of(wanted))) {
            result.put(key, old);
            return;
        }
        Message stamped = stamped(wanted, NewerFields.timestamp(time));
        result.put(key, stamped);
        puts.put(key, stamped);
        if (name.equals(Entity.NONE)) {
            return;
        }
        plan.add(old == null ? new Plan.Change(Plan.Action.CREATE, kind.title(), name, List.of(), List.of())
                : new Plan.Change(Plan.Action.UPDATE, kind.title(), name, Content.differences(old, stamped), Differences.between(old, stamped)));
    }

    /** Sets when the object was last changed, and when it was made if that is not known yet. */
    private static Message stamped(Message message, Timestamp time) {
        if (message instanceof DataSourceProto.DataSource source) {
            DataSourceProto.DataSource.SourceMeta.Builder meta = source.getMeta().toBuilder();
            if (!meta.getUnknownFields().hasField(3)) {
                NewerFields.setMessage(meta, 3, time);
            }
            return source.toBuilder().setMeta(NewerFields.setMessage(meta, 4, time)).build();
        }
        Message.Builder builder = message.toBuilder();
        Message.Builder meta = builder.getFieldBuilder(builder.getDescriptorForType().findFieldByName("meta"));
        if (!meta.hasField(meta.getDescriptorForType().findFieldByName("created_timestamp"))) {
            meta.setField(meta.getDescriptorForType().findFieldByName("created_timestamp"), time);
        }
        meta.setField(meta.getDescriptorForType().findFieldByName("last_updated_timestamp"), time);
        return builder.build();
    }
}
