package cyclo.models;

import java.util.Arrays;

/** Collects the nodes of trees in preorder. Not thread safe. */
final class TreesBuilder {
    private int[] roots = new int[64];
    private int[] split = new int[1024];
    private int[] right = new int[1024];
    private float[] value = new float[1024];
    private int trees;
    private int nodes;

    void beginTree() {
        if (trees == roots.length) {
            roots = Arrays.copyOf(roots, trees * 2);
        }
        roots[trees++] = nodes;
    }

    /** The next node of the tree begun last; {@code rightChild} counts from the root of that tree and is 0 for a leaf. Returns its number in the tree. */
    int add(int nodeSplit, int rightChild, float nodeValue) {
        if (nodes == split.length) {
            split = Arrays.copyOf(split, nodes * 2);
            right = Arrays.copyOf(right, nodes * 2);
            value = Arrays.copyOf(value, nodes * 2);
        }
        split[nodes] = nodeSplit;
        right[nodes] = roots[trees - 1] + rightChild;
        value[nodes] = nodeValue;
        return nodes++ - roots[trees - 1];
    }

    void rightChild(int node, int child) {
        right[roots[trees - 1] + node] = roots[trees - 1] + child;
    }


    Trees build(int width, Link link, float base) {
        return new Trees(width, link, base, Arrays.copyOf(roots, trees), Arrays.copyOf(split, nodes), Arrays.copyOf(right, nodes), Arrays.copyOf(value, nodes));
    }
}
