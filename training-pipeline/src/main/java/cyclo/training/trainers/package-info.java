/** Trainers as plug-ins, and the search over their settings: what they fit ends in {@link cyclo.models.CycloModel}. */
package cyclo.training.trainers;
