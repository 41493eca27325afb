package cyclo.features.definitions;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import cyclo.common.AtomicFiles;
import cyclo.common.CycloException;
import cyclo.features.Definitions;
import cyclo.features.Interval;
import cyclo.features.SavedDataset;
import feast.proto.core.RegistryProto;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** Feast's registry as one file: a serialized {@code feast.core.Registry}, replaced in one move. Writers wait for each other. */
final class FileRegistry implements Registry {
    private final Path file;
    private final String project;
    private final Clock clock;

    FileRegistry(Path file, String project, Clock clock) {
        this.file = file;
        this.project = project;
        this.clock = clock;
    }

    @Override public Definitions read() {
        Map<Kind.Key, Message> objects = load().objects();
        if (objects.isEmpty()) {
            throw Registry.notApplied(project, file.toString());
        }
        return FromFeast.definitions(project, objects.values());
    }

    @Override public List<OtherObject> others() {
        return load().others();
    }

    @Override public String digest() {
        return Content.digest(load().objects());
    }

    @Override public Optional<String> appliedFile() {
        return load().projectMessage().flatMap(ProjectMessage::appliedFile);
    }

    @Override public Plan plan(Definitions wanted) {
        return Changes.between(load().objects(), wanted, clock.instant()).plan();
    }

    @Override public Plan apply(Definitions wanted, String appliedFile, Consumer<Plan> beforeWriting) {
        return locked(now -> {
            Instant time = clock.instant();
            Changes changes = Changes.between(now.objects(), wanted, time);
            Plan plan = changes.plan();
            beforeWriting.accept(plan);
            if (!changes.isEmpty() || !now.projectMessage().flatMap(ProjectMessage::appliedFile).equals(Optional.of(appliedFile))) {
                save(now.applied(changes, appliedFile, time), time);
            }
            return plan;
        });
    }

    @Override public void saveDataset(SavedDataset dataset) {
        locked(now -> {
            RegistryProto.Registry.Builder builder = now.registry().toBuilder().clearSavedDatasets();
            now.registry().getSavedDatasetsList().stream()
                    .filter(other -> !other.getSpec().getName().equals(dataset.name()) || !other.getSpec().getProject().equals(project))
                    .forEach(builder::addSavedDatasets);
            save(builder.addSavedDatasets(DatasetMessage.of(dataset, project, clock.instant())), clock.instant());
            return null;
        });
    }

    @Override public void recordMaterialization(String view, Interval interval) {
        locked(now -> {
            Kind.Key key = new Kind.Key(Kind.FEATURE_VIEW, view);
            Message old = now.objects().get(key);
            if (old == null) {
                throw CycloException.usage("Cannot record the materialization of '%s': project '%s' has no such feature view any more.", view, project);
            }
            save(now.changed(Map.of(key, Materialized.with(old, interval, clock.instant())), List.of()), clock.instant());
            return null;
        });
    }

    @Override public List<String> teardown() {
        return locked(now -> {
            RegistryProto.Registry.Builder without = now.without();
            if (!without.build().equals(now.registry())) {
                save(without, clock.instant());
            }
            return now.objects().keySet().stream().map(key -> key.kind().title() + " " + key.name()).toList();
        });
    }

    private void save(RegistryProto.Registry.Builder builder, Instant time) {
        byte[] bytes = builder.setRegistrySchemaVersion("1").setVersionId(UUID.randomUUID().toString()).setLastUpdated(NewerFields.timestamp(time))
                .build().toByteArray();
        AtomicFiles.write(file, temporary -> Files.write(temporary, bytes));
    }

    private RegistryMessage load() {
        if (!Files.exists(file)) {
            return new RegistryMessage(RegistryProto.Registry.getDefaultInstance(), project);
        }
        try {
            return new RegistryMessage(RegistryProto.Registry.parseFrom(Files.readAllBytes(file)), project);
        } catch (InvalidProtocolBufferException e) {
            throw CycloException.usage("Cannot read the registry %s: it is not a Feast registry, or cut short (%s).", file, e.getMessage(), e);
        } catch (IOException e) {
            throw CycloException.usage("Cannot read the registry %s: %s.", file, e);
        }
    }

    /** One writer at a time: threads of this JVM by the class, other processes by a lock file beside the registry. */
    private <T> T locked(Function<RegistryMessage, T> change) {
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
