package cyclo.features.online;

import java.util.HashMap;
import java.util.Map;

class InMemoryOnlineStoreTest extends OnlineStoreContract {
    private final Map<String, OnlineStore> stores = new HashMap<>();

    @Override OnlineStore store(String project) {
        return stores.computeIfAbsent(project, name -> new InMemoryOnlineStore());
    }

    @Override String freshProject() {
        return "project";
    }
}
