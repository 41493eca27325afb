package cyclo.models;

import cyclo.common.table.ValueType;

/** A column that a model reads: a feature by its output name, a join key or a request field. */
public record InputColumn(String name, ValueType type) {}
