package cyclo.featureserver.docs;

import cyclo.common.Html;
import cyclo.features.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The few pieces that the page's cards are made of. Texts are escaped here; what is called {@code html} is markup already. */
final class Markup {
    private Markup() {}

    static String code(String text) {
        return "<code>" + Html.escape(text) + "</code>";
    }

    /** A line below, smaller; nothing for no text. */
    static String small(String html) {
        return html.isEmpty() ? "" : "<small>" + html + "</small>";
    }

    /** @param to the kind of what is linked to: view, service or source */
    static String link(String to, String name) {
        return "<a href=\"#" + to + "-" + Html.escape(name) + "\">" + Html.escape(name) + "</a>";
    }

    static String id(String kind, String name) {
        return "id=\"" + kind + "-" + Html.escape(name) + "\"";
    }

    static String fact(String name, String html) {
        return "<div><dt>" + Html.escape(name) + "</dt><dd>" + html + "</dd></div>";
    }

    static String cell(String html) {
        return "<td>" + html + "</td>";
    }

    static String cell(String style, String html) {
        return "<td class=\"" + style + "\">" + html + "</td>";
    }

    static String table(String style, List<String> header, String rows) {
        return "<div class=\"wide\"><table class=\"" + style + "\"><thead><tr>" + String.join("", header) + "</tr></thead><tbody>" + rows
                + "</tbody></table></div>";
    }

    /** Of a table: one column's title, for people. */
    static String title(String text) {
        return "<th>" + text + "</th>";
    }

    static String title(String style, String text) {
        return "<th class=\"" + style + "\">" + text + "</th>";
    }

    /** The beginning of a card: its name, what {@code html} says beside it, and what it is about. */
    static String head(String name, String html, String about) {
        return "<div class=\"head\"><h3>" + Html.escape(name) + "</h3>" + html + "</div>" + (about.isEmpty() ? "" : "<p class=\"about\">"
                + Html.escape(about) + "</p>");
    }

    static String facts(List<String> facts) {
        return "<dl class=\"facts\">" + String.join("", facts) + "</dl>";
    }

    static List<String> ownerAndTags(String owner, Map<String, String> tags) {
        List<String> facts = new ArrayList<>();
        if (!owner.isEmpty()) {
            facts.add(fact("owner", Html.escape(owner)));
        }
        new TreeMap<>(tags).forEach((tag, value) -> facts.add(fact(tag, Html.escape(value))));
        return facts;
    }

    /** A feature's name, and below it what is said of it. */
    static String feature(Field field) {
        List<String> notes = new ArrayList<>();
        if (!field.description().isEmpty()) {
            notes.add(Html.escape(field.description()));
        }
        new TreeMap<>(field.tags()).forEach((tag, value) -> notes.add(tag.equals("unit") && !value.equals("1") ? "in " + Html.escape(value)
                : Html.escape(tag + " " + value)));
        return cell(code(field.name()) + small(String.join(", ", notes))) + cell("soft", field.type().pythonName());
    }

    /** Names with their types. */
    static String typed(List<Field> fields) {
        return fields.stream().map(field -> code(field.name()) + " " + field.type().pythonName()).collect(Collectors.joining(", "));
    }
}
