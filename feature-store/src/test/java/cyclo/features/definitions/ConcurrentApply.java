package cyclo.features.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.features.Definitions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Several who plan on the same registry and then all apply: what both kinds of registry must do. */
final class ConcurrentApply {
    private static final int ROUNDS = 25;
    private static final int WRITERS = 4;

    private ConcurrentApply() {}

    /** @param registry opens the same project anew, as another process would */
    static void oneWinsAndTheOthersSaySo(Supplier<Registry> registry) throws Exception {
        int won = 0;
        int refused = 0;
        ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                CyclicBarrier planned = new CyclicBarrier(WRITERS);
                List<Callable<String>> writers = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    String entity = "r%d_w%d".formatted(round, writer);
                    writers.add(() -> applied(registry.get(), entity, planned));
                }
                List<String> winners = new ArrayList<>();
                for (Future<String> end : pool.invokeAll(writers)) {
                    if (end.get().isEmpty()) {
                        refused++;
                    } else {
                        winners.add(end.get());
                    }
                }
                assertThat(winners).hasSize(1);
                assertThat(registry.get().read().entities()).extracting(entity -> entity.name()).containsExactly(winners.get(0));
                won++;
            }
        } finally {
            pool.shutdown();
        }
        System.out.printf("concurrent apply, %d rounds of %d writers: %d won, %d refused, 0 lost unnoticed%n", ROUNDS, WRITERS, won, refused);
        assertThat(refused).isEqualTo(ROUNDS * (WRITERS - 1));
    }

    /** @return the entity that it declared, or nothing when it was refused */
    private static String applied(Registry registry, String entity, CyclicBarrier planned) throws Exception {
        Definitions wanted = Golden.definitions("p", "entities: [{name: %s, join_keys: [{name: k, type: String}]}]".formatted(entity));
        Plan shown = registry.plan(wanted);
        planned.await(60, TimeUnit.SECONDS);
        try {
            registry.apply(wanted, entity, plan -> plan.requireSameBasis(shown));
            return entity;
        } catch (CycloException e) {
            assertThat(e.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(e).hasMessageContaining("another apply changed project 'p' while this one was planned. Nothing was written.");
            return "";
        }
    }
}
