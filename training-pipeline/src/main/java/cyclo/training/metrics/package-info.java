/** How good predictions are: pure functions of labels and predictions. */
package cyclo.training.metrics;
