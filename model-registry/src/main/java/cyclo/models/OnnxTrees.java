package cyclo.models;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;

/** The attributes of ONNX's TreeEnsembleRegressor: one entry per node, one per leaf. */
final class OnnxTrees {
    private final List<Long> treeIds = new ArrayList<>();
    private final List<Long> nodeIds = new ArrayList<>();
    private final List<Long> features = new ArrayList<>();
    private final List<String> modes = new ArrayList<>();
    private final List<Float> thresholds = new ArrayList<>();
    private final List<Long> lefts = new ArrayList<>();
    private final List<Long> rights = new ArrayList<>();
    private final List<Long> defaultLefts = new ArrayList<>();
    private final List<Long> leafTrees = new ArrayList<>();
    private final List<Long> leafNodes = new ArrayList<>();
    private final List<Long> leafTargets = new ArrayList<>();
    private final List<Float> leafWeights = new ArrayList<>();
    private final float base;

    OnnxTrees(Trees trees) {
        base = trees.base();
        trees.forEachNode(this::add);
    }

    private void add(int tree, int node, int feature, boolean defaultLeft, int right, float value) {
        boolean leaf = feature == Trees.LEAF;
        treeIds.add((long) tree);
        nodeIds.add((long) node);
        features.add(leaf ? 0L : feature);
        modes.add(leaf ? "LEAF" : "BRANCH_LT");
        thresholds.add(leaf ? 0f : value);
        lefts.add(leaf ? 0L : node + 1L);
        rights.add(leaf ? 0L : (long) right);
        defaultLefts.add(defaultLeft ? 1L : 0L);
        if (leaf) {
            leafTrees.add((long) tree);
            leafNodes.add((long) node);
            leafTargets.add(0L);
            leafWeights.add(value);
        }
    }

    AttributeProto[] attributes() {
        return new AttributeProto[] {
            OnnxNodes.whole("n_targets", 1), OnnxNodes.text("aggregate_function", "SUM"), OnnxNodes.text("post_transform", "NONE"),
            OnnxNodes.reals("base_values", List.of(base)),
            OnnxNodes.wholes("nodes_treeids", treeIds), OnnxNodes.wholes("nodes_nodeids", nodeIds), OnnxNodes.wholes("nodes_featureids", features),
            OnnxNodes.texts("nodes_modes", modes), OnnxNodes.reals("nodes_values", thresholds),
            OnnxNodes.wholes("nodes_truenodeids", lefts), OnnxNodes.wholes("nodes_falsenodeids", rights),
            OnnxNodes.wholes("nodes_missing_value_tracks_true", defaultLefts),
            OnnxNodes.wholes("target_treeids", leafTrees), OnnxNodes.wholes("target_nodeids", leafNodes),
            OnnxNodes.wholes("target_ids", leafTargets), OnnxNodes.reals("target_weights", leafWeights),
        };
    }
}
