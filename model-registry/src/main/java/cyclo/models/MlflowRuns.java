package cyclo.models;

import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/** MLflow's own Java client, with the time-outs it lacks: each call is one attempt. Thread safe. */
final class MlflowRuns implements AutoCloseable {
    private final MlflowClient client;
    private final Duration timeout;
    private final ExecutorService calls = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "mlflow-client");
        thread.setDaemon(true);
        return thread;
    });

    MlflowRuns(URI server, Optional<String> token, Duration timeout) {
        String host = server.toString();
        this.client = new MlflowClient(token.map(value -> new BasicMlflowHostCreds(host, value)).orElseGet(() -> new BasicMlflowHostCreds(host)));
        this.timeout = timeout;
    }

    /** @throws MlflowFailure if it fails or does not end in time */
    <T> T call(Function<MlflowClient, T> call) {
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(() -> call.apply(client), calls);
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | CompletionException e) {
            throw failure(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new MlflowFailure(0, "", "did not answer within %s ms".formatted(timeout.toMillis()), true, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MlflowFailure(400, "", "was left, since the program was interrupted", true, e);
        }
    }

    private static RuntimeException failure(Throwable cause) {
        if (cause instanceof MlflowHttpException answered) {
            return MlflowHttp.failure(answered.getStatusCode(), answered.getBodyMessage());
        }
        if (cause instanceof MlflowClientException lost) {
            boolean refused = lost.getCause() instanceof ConnectException;
            return new MlflowFailure(0, "", refused ? "does not answer" : "did not answer: " + lost.getMessage(), !refused, lost);
        }
        return cause instanceof RuntimeException bug ? bug : new IllegalStateException(cause);
    }

    @Override public void close() {
        calls.shutdownNow();
        client.close();
    }
}
