package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/** A Booster's JSON, as xgboost 1.6 writes it, into {@link Trees}: renumbered in preorder, so deleted nodes are gone. */
final class XgboostJson {
    private XgboostJson() {}

    static Trees parse(byte[] json) {
        JsonNode learner = CanonicalJson.parse(json).path("learner");
        JsonNode parameters = learner.path("learner_model_param");
        JsonNode booster = learner.path("gradient_booster");
        require(booster.path("name").asText().equals("gbtree"), "the booster is '%s', only gbtree is read", booster.path("name").asText());
        require(parameters.path("num_class").asInt() <= 1, "it has %s outputs, only one is read", parameters.path("num_class").asText());
        String objective = learner.path("objective").path("name").asText();
        require(objective.equals("reg:squarederror") || objective.equals("binary:logistic"),
                "the objective is '%s', only reg:squarederror and binary:logistic are read", objective);
        Link link = objective.equals("binary:logistic") ? Link.LOGISTIC : Link.IDENTITY;
        float score = Float.parseFloat(parameters.path("base_score").asText().replaceAll("[\\[\\]]", ""));
        float base = link == Link.LOGISTIC ? (float) -StrictMath.log(1.0f / score - 1.0f) + 0.0f : score;

        TreesBuilder builder = new TreesBuilder();
        for (JsonNode tree : booster.path("model").path("trees")) {
            builder.beginTree();
            addTree(tree, builder);
        }
        return builder.build(parameters.path("num_feature").asInt(), link, base);
    }

    private static void addTree(JsonNode tree, TreesBuilder builder) {
        JsonNode left = tree.path("left_children");
        JsonNode right = tree.path("right_children");
        Deque<int[]> open = new ArrayDeque<>();
        BitSet seen = new BitSet();
        open.push(new int[] {0, -1});
        while (!open.isEmpty()) {
            int[] next = open.pop();
            int node = next[0];
            require(node >= 0 && node < left.size() && !seen.get(node), "node %s is reached twice or not there", node);
            seen.set(node);
            require(tree.path("split_type").path(node).asInt() == 0, "node %s splits by category, only numeric splits are read", node);
            float value = CanonicalJson.real(tree.path("split_conditions").path(node));
            boolean leaf = left.path(node).asInt() < 0;
            JsonNode byDefault = tree.path("default_left").path(node);
            int defaultLeft = byDefault.asBoolean() || byDefault.asInt() != 0 ? 1 : 0;
            int place = builder.add(leaf ? Trees.LEAF : tree.path("split_indices").path(node).asInt() * 2 + defaultLeft, 0, value);
            if (next[1] >= 0) {
                builder.rightChild(next[1], place);
            }
            if (!leaf) {
                open.push(new int[] {right.path(node).asInt(), place});
                open.push(new int[] {left.path(node).asInt(), -1});
            }
        }
    }

    private static void require(boolean fits, String problem, Object value) {
        if (!fits) {
            throw new IllegalArgumentException("Cannot read the XGBoost model: " + problem.formatted(value));
        }
    }
}
