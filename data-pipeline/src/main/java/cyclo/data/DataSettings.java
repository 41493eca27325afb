package cyclo.data;

import cyclo.common.Env;

/** @param memory bytes that the engine may use before it writes to the work folder */
public record DataSettings(long memory) {
    public static DataSettings from(Env env) {
        return env.check(new DataSettings(env.bytes("DATA_MEMORY", 1L << 30, "memory of the SQL engine; beyond it, it uses the work folder")));
    }
}
