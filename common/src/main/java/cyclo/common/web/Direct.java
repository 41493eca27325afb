package cyclo.common.web;

/**
 * One POST route that goes past the routing of {@link WebServer}: bytes in, bytes out. For a route whose own work takes some microseconds, so that
 * finding it, its context and its filters would cost as much again. Token, body limit, metrics, access log and draining are as for all routes.
 */
public interface Direct {
    /** @param body the bytes of the answer, in JSON; not changed afterwards */
    record Reply(int status, byte[] body) {}

    /** Answers one request, errors as well; called on many threads at once. @param client address of the other end */
    Reply answer(byte[] body, String client);

    /** What is answered when the server refuses the request itself: a missing token, a body that is too long, a bug. */
    Reply refusal(int status, String sentence);
}
