/** The evaluation as one HTML file that needs nothing else: plots are SVG in the page. */
package cyclo.training.report;
