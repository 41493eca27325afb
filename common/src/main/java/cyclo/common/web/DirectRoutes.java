package cyclo.common.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@link Direct} routes where Jetty hands a request over; all others go on to Javalin. */
final class DirectRoutes extends Handler.Wrapper {
    private static final Logger LOG = LoggerFactory.getLogger(DirectRoutes.class);
    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");

    private final Map<String, Direct> routes;
    private final WebAddress address;
    private final long maxBodyBytes;
    private final Finished finished;

    /** Told of each request when its answer is known. */
    @FunctionalInterface
    interface Finished {
        void request(String route, int status, long nanos);
    }

    DirectRoutes(Map<String, Direct> routes, WebAddress address, long maxBodyBytes, Finished finished) {
        this.routes = Map.copyOf(routes);
        this.address = address;
        this.maxBodyBytes = maxBodyBytes;
        this.finished = finished;
    }

    @Override public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = request.getHttpURI().getPath();
        Direct route = request.getMethod().equals("POST") ? routes.get(path) : null;
        if (route == null) {
            return super.handle(request, response, callback);
        }
        long began = System.nanoTime();
        Direct.Reply reply = reply(route, request);
        response.setStatus(reply.status());
        response.getHeaders().put(JSON);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, reply.body().length);
        finished.request(path, reply.status(), System.nanoTime() - began);
        response.write(true, ByteBuffer.wrap(reply.body()), callback);
        return true;
    }

    private Direct.Reply reply(Direct route, Request request) {
        if (!address.admits(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
            return route.refusal(401, WebServer.NO_TOKEN);
        }
        byte[] body;
        try {
            body = body(request);
        } catch (IOException e) {
            return late(e) ? route.refusal(408, WebServer.LATE) : route.refusal(400, WebServer.NOT_WHOLE);
        }
        if (body == null) {
            return route.refusal(413, WebServer.tooLong(maxBodyBytes));
        }
        try {
            return route.answer(body, client(request));
        } catch (RuntimeException e) {
            LOG.error("Bug while answering POST {}", request.getHttpURI().getPath(), e);
            return route.refusal(500, WebServer.BUG);
        }
    }

    private static boolean late(Throwable e) {
        return e instanceof TimeoutException || e.getCause() != null && late(e.getCause());
    }

    /** The whole body, or null when it is too long. */
    private byte[] body(Request request) throws IOException {
        long announced = request.getLength();
        if (announced > maxBodyBytes) {
            return null;
        }
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] body = announced >= 0 ? in.readNBytes((int) announced) : in.readNBytes((int) Math.min(maxBodyBytes + 1, Integer.MAX_VALUE - 8));
            return body.length > maxBodyBytes ? null : body;
        }
    }

    private static String client(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote ? remote.getAddress().getHostAddress() : "";
    }
}
