package cyclo.models.serving;

import cyclo.common.YamlFile;
import cyclo.common.YamlMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What online and batch serving share in a project's serving.yaml. Each program asks the same file for its own section and
 * then calls {@link YamlFile#check}; the other program's section is known, and not looked into.
 *
 * @param featureService as stated; without it the model's own reference holds. Where both speak they must agree
 */
public record Serving(ModelReference model, Optional<String> featureService, MissingPolicy missing) {
    private static final List<String> SECTIONS = List.of("online", "batch");

    public static Serving read(YamlFile file, Path project) {
        YamlMap root = file.root();
        SECTIONS.forEach(root::has);
        String model = root.text("model");
        ModelReference reference = ModelReference.parse(model, project).orElseGet(() -> {
            root.faultAt("model", "'model' is '%s': write models:/NAME@ALIAS, models:/NAME/VERSION, or the path of a model folder", model);
            return new ModelReference.Registered(model);
        });
        return new Serving(reference, root.optionalText("feature_service"), MissingPolicy.read(root));
    }
}
