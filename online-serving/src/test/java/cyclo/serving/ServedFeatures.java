package cyclo.serving;

import cyclo.common.CycloException;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.Lookup;
import cyclo.features.OnlineFeatures;
import cyclo.features.types.TypeCodec;
import feast.proto.serving.ServingAPIProto.FeatureList;
import feast.proto.serving.ServingAPIProto.FieldStatus;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponseMetadata;
import feast.proto.serving.ServingServiceGrpc.ServingServiceImplBase;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Feast's gRPC service on a feature store, the long and obvious way: programs may not use each other, so the real one is not at hand here. */
final class ServedFeatures extends ServingServiceImplBase implements ServerInterceptor, AutoCloseable {
    private final FeatureStore store;
    private final Optional<String> token;
    private final Duration slowness;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Server server;

    ServedFeatures(FeatureStore store, Optional<String> token, Duration slowness) throws IOException {
        this.store = store;
        this.token = token;
        this.slowness = slowness;
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).intercept(this).addService(this).build().start();
    }

    int port() {
        return server.getPort();
    }

    @Override public <A, B> ServerCall.Listener<A> interceptCall(ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
        String sent = headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
        if (token.isPresent() && !("Bearer " + token.get()).equals(sent)) {
            call.close(Status.UNAUTHENTICATED.withDescription("no token"), new Metadata());
            return new ServerCall.Listener<>() { };
        }
        return next.startCall(call, headers);
    }

    @Override public void getOnlineFeatures(GetOnlineFeaturesRequest request, StreamObserver<GetOnlineFeaturesResponse> answer) {
        try {
            if (!slowness.isZero() && closed.await(slowness.toMillis(), TimeUnit.MILLISECONDS)) {
                answer.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            answer.onNext(answered(request));
            answer.onCompleted();
        } catch (CycloException e) {
            answer.onError(Status.UNAVAILABLE.withDescription(e.getMessage()).asRuntimeException());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private GetOnlineFeaturesResponse answered(GetOnlineFeaturesRequest request) {
        FeatureSelection selection = store.features(request.getFeatures().getValList(), false);
        List<Map<String, Object>> rows = new ArrayList<>();
        selection.given().forEach((name, type) -> {
            for (int row = 0; row < request.getEntitiesOrThrow(name).getValCount(); row++) {
                if (rows.size() <= row) {
                    rows.add(new HashMap<>());
                }
                rows.get(row).put(name, TypeCodec.fromFeast(type, request.getEntitiesOrThrow(name).getVal(row)).orElse(null));
            }
        });
        OnlineFeatures found = store.online(rows, selection);
        GetOnlineFeaturesResponse.Builder response = GetOnlineFeaturesResponse.newBuilder().setMetadata(GetOnlineFeaturesResponseMetadata.newBuilder()
                .setFeatureNames(FeatureList.newBuilder().addAllVal(found.names())));
        for (int feature = 0; feature < found.features().size(); feature++) {
            GetOnlineFeaturesResponse.FeatureVector.Builder vector = response.addResultsBuilder();
            for (int row = 0; row < found.rows(); row++) {
                Lookup lookup = found.lookup(row, feature);
                vector.addValues(TypeCodec.toFeast(found.features().get(feature).type(), lookup.usable().orElse(null)))
                        .addStatuses(FieldStatus.valueOf(lookup.status().name())).addEventTimestampsBuilder();
            }
        }
        return response.build();
    }

    @Override public void close() {
        closed.countDown();
        server.shutdownNow();
        store.close();
    }
}
