package cyclo.features;

import java.util.Arrays;

/** Numbers distinct pairs of an int and a long 0, 1, 2 ...: a hash table with open addressing. Not thread safe. */
final class LongNumbers {
    private static final int FREE = -1;

    private long[] values = new long[1024];
    private int[] groups = new int[1024];
    private int[] numbers = free(1024);
    private int size;

    int size() {
        return size;
    }

    /** The number of the pair; a new one if it has none and {@code add}, else -1. */
    int number(int group, long value, boolean add) {
        int slot = slot(group, value);
        if (numbers[slot] == FREE && add) {
            if (2 * size >= values.length) {
                grow();
                slot = slot(group, value);
            }
            values[slot] = value;
            groups[slot] = group;
            numbers[slot] = size++;
        }
        return numbers[slot];
    }

    private int slot(int group, long value) {
        long mixed = (value + group * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        int slot = (int) (mixed >>> 32 ^ mixed) & values.length - 1;
        while (numbers[slot] != FREE && (values[slot] != value || groups[slot] != group)) {
            slot = slot + 1 & values.length - 1;
        }
        return slot;
    }

    private void grow() {
        long[] oldValues = values;
        int[] oldGroups = groups;
        int[] oldNumbers = numbers;
        values = new long[oldValues.length * 2];
        groups = new int[values.length];
        numbers = free(values.length);
        for (int i = 0; i < oldValues.length; i++) {
            if (oldNumbers[i] != FREE) {
                int slot = slot(oldGroups[i], oldValues[i]);
                values[slot] = oldValues[i];
                groups[slot] = oldGroups[i];
                numbers[slot] = oldNumbers[i];
            }
        }
    }

    private static int[] free(int length) {
        int[] numbers = new int[length];
        Arrays.fill(numbers, FREE);
        return numbers;
    }
}
