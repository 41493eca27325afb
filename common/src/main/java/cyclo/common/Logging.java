package cyclo.common;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import co.elastic.logging.logback.EcsEncoder;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Logs in ECS JSON (Elastic Common Schema) to a file; to standard error as plain lines for a person, else as ECS JSON too.
 * Standard output is never logged to: it is the result.
 */
public final class Logging {
    /** Kept, because java.util.logging forgets a logger, and its level, that nobody holds. */
    private static final java.util.logging.Logger PROTOBUF = java.util.logging.Logger.getLogger("com.google.protobuf.GeneratedMessage");

    private Logging() {}

    /** @param folder where {@code program.log} goes; none means standard error only */
    public static void configure(String program, Optional<Path> folder) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        for (String noisy : new String[] {"io.javalin", "org.eclipse.jetty", "com.zaxxer.hikari", "org.flywaydb", "redis.clients", "org.apache.kafka", "kafka", "state.change.logger", "org.tribuo", "ai.onnxruntime", "org.mlflow_project"}) {
            context.getLogger(noisy).setLevel(Level.WARN);
        }
        context.getLogger("io.javalin.Javalin").setLevel(Level.OFF); // a port in use is told by who asked for it
        // It calls every answer but 200 a "rate limit exceeded", an experiment that is not there yet among them; we tell failures ourselves.
        context.getLogger("org.mlflow.tracking").setLevel(Level.ERROR);
        root.addAppender(standardError(context, program));
        folder.ifPresent(path -> root.addAppender(file(context, program, path)));
        // feast-datatypes logs one "vulnerable generated type" warning per message type: known, see ARCHITECTURE.md.
        PROTOBUF.setLevel(java.util.logging.Level.OFF);
    }

    private static Appender<ILoggingEvent> standardError(LoggerContext context, String program) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setTarget("System.err");
        if (Terminal.watched()) {
            PatternLayoutEncoder plain = new PatternLayoutEncoder();
            plain.setContext(context);
            plain.setPattern("%d{HH:mm:ss} %-5level %msg%n%ex{short}");
            plain.start();
            return started(context, "stderr", appender, plain);
        }
        return started(context, "stderr", appender, ecs(context, program));
    }

    private static Appender<ILoggingEvent> file(LoggerContext context, String program, Path folder) {
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setFile(folder.resolve(program + ".log").toString());
        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(folder.resolve(program + ".%i.log").toString());
        rolling.setMaxIndex(3);
        rolling.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(FileSize.valueOf("10MB"));
        size.start();
        appender.setRollingPolicy(rolling);
        appender.setTriggeringPolicy(size);
        return started(context, "file", appender, ecs(context, program));
    }

    private static Encoder<ILoggingEvent> ecs(LoggerContext context, String program) {
        EcsEncoder encoder = new EcsEncoder();
        encoder.setContext(context);
        encoder.setServiceName(program);
        encoder.start();
        return encoder;
    }

    private static Appender<ILoggingEvent> started(LoggerContext context, String name, OutputStreamAppender<ILoggingEvent> appender, Encoder<ILoggingEvent> encoder) {
        appender.setContext(context);
        appender.setName(name);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
