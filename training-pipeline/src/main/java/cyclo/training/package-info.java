/** Labels and offline store: extract, check, prepare, train, evaluate, gate, register; one class per step, named by its verb. */
package cyclo.training;
