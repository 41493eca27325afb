package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Boosted regression trees in flat arrays, scored in float32 exactly as XGBoost does: the base margin first, then the leaf of each
 * tree in order; {@code x < threshold} goes left, NaN takes the node's own default. Nodes lie in preorder, so the left child of
 * {@code i} is {@code i + 1}.
 */
public final class Trees implements Estimator {
    static final int LEAF = -1;

    private final int width;
    private final Link link;
    private final float base;
    private final int[] roots;
    private final int[] split;
    private final int[] right;
    private final float[] value;

    /** @param split a leaf is {@link #LEAF}, an inner node {@code feature * 2 + (default left ? 1 : 0)}; {@code right} is absolute */
    Trees(int width, Link link, float base, int[] roots, int[] split, int[] right, float[] value) {
        this.width = width;
        this.link = link;
        this.base = base;
        this.roots = roots;
        this.split = split;
        this.right = right;
        this.value = value;
        for (int tree = 0; tree < roots.length; tree++) {
            if (!isWhole(roots[tree], end(tree))) {
                throw new IllegalArgumentException("tree %d is not a tree over %d features".formatted(tree, width));
            }
        }
    }

    /**
     * Reads a Booster's {@code toByteArray("json")}: gbtree, numeric splits, one output, {@code reg:squarederror} or
     * {@code binary:logistic}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Trees ofXgboost(byte[] json) {
        return XgboostJson.parse(json);
    }

    /** Only the first {@code count} trees: what early stopping chose. */
    public Trees first(int count) {
        int end = count < roots.length ? roots[count] : split.length;
        return new Trees(width, link, base, Arrays.copyOf(roots, Math.min(count, roots.length)),
                Arrays.copyOf(split, end), Arrays.copyOf(right, end), Arrays.copyOf(value, end));
    }

    public int count() {
        return roots.length;
    }

    @Override public int width() {
        return width;
    }

    @Override public Link link() {
        return link;
    }

    float base() {
        return base;
    }

    /** Calls {@code visitor} for each node, tree by tree, with numbers that begin at 0 in each tree. */
    void forEachNode(NodeVisitor visitor) {
        for (int tree = 0; tree < roots.length; tree++) {
            for (int i = roots[tree]; i < end(tree); i++) {
                int node = i - roots[tree];
                boolean leaf = split[i] == LEAF;
                visitor.node(tree, node, leaf ? LEAF : split[i] >> 1, !leaf && (split[i] & 1) == 1, right[i] - roots[tree], value[i]);
            }
        }
    }

    /** {@code feature} is {@link #LEAF} for a leaf, whose {@code value} is its weight; else the value is the threshold and left is {@code node + 1}. */
    interface NodeVisitor {
        void node(int tree, int node, int feature, boolean defaultLeft, int right, float value);
    }

    @Override public double predict(double[] features) {
        return link.apply(margin(features));
    }

    /** The sum before the link. */
    public float margin(double[] features) {
        float sum = base;
        for (int root : roots) {
            int i = root;
            for (int s = split[i]; s >= 0; s = split[i]) {
                float x = (float) features[s >> 1];
                i = x < value[i] ? i + 1 : x >= value[i] ? right[i] : (s & 1) == 1 ? i + 1 : right[i];
            }
            sum += value[i];
        }
        return sum;
    }

    @Override public Map<String, Object> describe() {
        List<Object> trees = new ArrayList<>();
        for (int tree = 0; tree < roots.length; tree++) {
            List<Integer> splits = new ArrayList<>();
            List<Integer> rights = new ArrayList<>();
            List<Float> values = new ArrayList<>();
            for (int i = roots[tree]; i < end(tree); i++) {
                splits.add(split[i]);
                rights.add(split[i] == LEAF ? 0 : right[i] - roots[tree]);
                values.add(value[i]);
            }
            trees.add(Map.of("split", splits, "right", rights, "value", values));
        }
        return Map.of("kind", "trees", "width", width, "link", link.name(), "base", base, "trees", trees);
    }

    static Trees parse(JsonNode node) {
        TreesBuilder builder = new TreesBuilder();
        for (JsonNode tree : node.path("trees")) {
            builder.beginTree();
            for (int i = 0; i < tree.path("split").size(); i++) {
                builder.add(tree.path("split").path(i).asInt(LEAF - 1), tree.path("right").path(i).asInt(), CanonicalJson.real(tree.path("value").path(i)));
            }
        }
        return builder.build(node.path("width").asInt(), Link.valueOf(node.path("link").asText()), CanonicalJson.real(node.path("base")));
    }

    private int end(int tree) {
        return tree + 1 < roots.length ? roots[tree + 1] : split.length;
    }

    /** Whether the nodes from {@code start} to {@code end} are one tree in preorder, with every child in its place. */
    private boolean isWhole(int start, int end) {
        int[] awaited = new int[end - start + 1];
        int depth = 1;
        awaited[0] = end;
        for (int i = start; i < end; i++) {
            if (depth == 0) {
                return false;
            }
            if (split[i] == LEAF) {
                if (awaited[--depth] != i + 1) {
                    return false;
                }
            } else {
                if (split[i] < 0 || split[i] >> 1 >= width) {
                    return false;
                }
                awaited[depth++] = right[i];
            }
        }
        return depth == 0;
    }
}
