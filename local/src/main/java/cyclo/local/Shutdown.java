package cyclo.local;

/** What Ctrl-C and SIGTERM do: stop what was started, then end well. */
final class Shutdown {
    private Shutdown() {}

    /** Closes {@code services} when the JVM is told to end, and lets it end with code 0: that is how these programs end. */
    static void closing(LocalServices services) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!services.closed()) {
                System.err.println();
                System.err.println("Stopping ...");
                services.close();
                Runtime.getRuntime().halt(0);
            }
        }, "stop-services"));
    }
}
