package cyclo.featureserver.grpc;

import cyclo.common.CycloException;
import cyclo.common.web.WebAddress;
import cyclo.featureserver.http.ServeSettings;
import feast.proto.serving.ServingAPIProto.GetFeastServingInfoResponse;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthProto;
import io.grpc.health.v1.HealthProto.HealthCheckResponse;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Feast's {@code feast.serving.ServingService} over gRPC, which its Java and Go clients call, and {@code grpc.health.v1.Health/Check}.
 *
 * @see <a href="https://github.com/feast-dev/feast/blob/master/protos/feast/serving/ServingService.proto">ServingService.proto</a>
 */
public final class GrpcServer implements AutoCloseable {
    private static final String SERVICE = "feast.serving.ServingService";
    private static final String HEALTH = "grpc.health.v1.Health";

    private final Server server;
    private final CallThreads threads;
    private final WebAddress address;
    private final long drainMillis;

    private GrpcServer(Server server, CallThreads threads, WebAddress address, long drainMillis) {
        this.server = server;
        this.threads = threads;
        this.address = address;
        this.drainMillis = drainMillis;
    }

    /**
     * Listens, and answers from then on. Token, TLS and limits are those of the HTTP server.
     *
     * @param address where to listen; port 0 takes any free one
     * @param ready what Health/Check says
     * @throws CycloException (usage) if the port is taken or the TLS files are none
     */
    public static GrpcServer start(WebAddress address, ServeSettings settings, OnlineAnswers answers, BooleanSupplier ready) {
        CallThreads threads = CallThreads.start();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress(address.host(), address.port()))
                .executor(threads.executor())
                .maxInboundMessageSize((int) Math.min(Integer.MAX_VALUE, settings.maxBody()))
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .intercept(threads)
                .intercept(new TokenCheck(address, HEALTH + "/Check"))
                .addService(serving(answers))
                .addService(health(ready));
        settings.tls().ifPresent(tls -> useTls(builder, tls));
        try {
            return new GrpcServer(builder.build().start(), threads, address, settings.drain().toMillis());
        } catch (IOException e) {
            threads.close();
            throw CycloException.usage("Cannot serve gRPC at %s:%d: %s. Stop the other program, or choose another port (0 takes any free one).",
                    address.host(), address.port(), e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /** {@code host:port}, as clients write it. */
    public String target() {
        return (address.host().contains(":") ? "[" + address.host() + "]" : address.host()) + ":" + port();
    }

    /** Takes no more calls, and waits for those in flight. */
    @Override public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(drainMillis, TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        threads.close();
    }

    private static void useTls(NettyServerBuilder builder, ServeSettings.Tls tls) {
        try {
            builder.useTransportSecurity(tls.certificate().toFile(), tls.key().toFile());
        } catch (IllegalArgumentException e) {
            throw CycloException.usage("Cannot serve gRPC with TLS: key '%s' and certificate '%s': %s.", tls.key(), tls.certificate(), e.getMessage(), e);
        }
    }

    private static ServerServiceDefinition serving(OnlineAnswers answers) {
        byte[] version = GetFeastServingInfoResponse.newBuilder()
                .setVersion(Optional.ofNullable(GrpcServer.class.getPackage().getImplementationVersion()).orElse("unpackaged")).build().toByteArray();
        return ServerServiceDefinition.builder(SERVICE)
                .addMethod(Messages.method(SERVICE + "/GetOnlineFeatures"), ServerCalls.asyncUnaryCall((request, observer) ->
                        Answering.answer(observer, () -> answers.answer(Messages.parsed(GetOnlineFeaturesRequest.parser(), request)))))
                .addMethod(Messages.method(SERVICE + "/GetFeastServingInfo"), ServerCalls.asyncUnaryCall((request, observer) -> Answering.answer(observer, () -> version)))
                .build();
    }

    private static ServerServiceDefinition health(BooleanSupplier ready) {
        return ServerServiceDefinition.builder(HEALTH).addMethod(Messages.method(HEALTH + "/Check"), ServerCalls.asyncUnaryCall((request, observer) ->
                Answering.answer(observer, () -> HealthCheckResponse.newBuilder().setStatus(ready.getAsBoolean()
                        ? HealthProto.ServingStatus.SERVING : HealthProto.ServingStatus.NOT_SERVING).build().toByteArray()))).build();
    }
}
