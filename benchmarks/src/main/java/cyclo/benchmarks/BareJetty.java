package cyclo.benchmarks;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** The HTTP server under ours, which reads a body and answers as many bytes: what is left when nothing is done. Its own process. */
final class BareJetty extends Handler.Abstract {
    private final byte[] answer;

    private BareJetty(int bytes) {
        answer = new byte[bytes];
        java.util.Arrays.fill(answer, (byte) ' ');
    }

    /** @param args port, bytes of an answer */
    public static void main(String[] args) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(args[0]));
        server.addConnector(connector);
        server.setHandler(new BareJetty(Integer.parseInt(args[1])));
        server.start();
        server.join();
    }

    @Override public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Content.Source.asByteBuffer(request);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(answer), callback);
        return true;
    }
}
