package cyclo.features.ondemand;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.jexl3.JexlException;
import org.apache.commons.jexl3.JexlFeatures;
import org.apache.commons.jexl3.JexlInfo;
import org.apache.commons.jexl3.parser.ASTAddNode;
import org.apache.commons.jexl3.parser.ASTAndNode;
import org.apache.commons.jexl3.parser.ASTDivNode;
import org.apache.commons.jexl3.parser.ASTEQNode;
import org.apache.commons.jexl3.parser.ASTFalseNode;
import org.apache.commons.jexl3.parser.ASTFunctionNode;
import org.apache.commons.jexl3.parser.ASTGENode;
import org.apache.commons.jexl3.parser.ASTGTNode;
import org.apache.commons.jexl3.parser.ASTIdentifier;
import org.apache.commons.jexl3.parser.ASTLENode;
import org.apache.commons.jexl3.parser.ASTLTNode;
import org.apache.commons.jexl3.parser.ASTModNode;
import org.apache.commons.jexl3.parser.ASTMulNode;
import org.apache.commons.jexl3.parser.ASTNENode;
import org.apache.commons.jexl3.parser.ASTNotNode;
import org.apache.commons.jexl3.parser.ASTNumberLiteral;
import org.apache.commons.jexl3.parser.ASTOrNode;
import org.apache.commons.jexl3.parser.ASTReferenceExpression;
import org.apache.commons.jexl3.parser.ASTStringLiteral;
import org.apache.commons.jexl3.parser.ASTSubNode;
import org.apache.commons.jexl3.parser.ASTTernaryNode;
import org.apache.commons.jexl3.parser.ASTTrueNode;
import org.apache.commons.jexl3.parser.ASTUnaryMinusNode;
import org.apache.commons.jexl3.parser.JexlNode;
import org.apache.commons.jexl3.parser.Parser;

/**
 * What an expression says: a tree of literals, names and calls. The grammar is JEXL's; only what this tree can hold is let through, so an
 * expression cannot name a class, call a method, assign or loop.
 */
sealed interface Syntax {
    /** A {@code Long}, {@code Double}, {@code String} or {@code Boolean}. */
    record Literal(Object value) implements Syntax {}

    record Name(String name) implements Syntax {}

    /** A function or an operator; {@code negate} is the minus before a value, {@code ?} the choice. */
    record Call(String function, List<Syntax> arguments) implements Syntax {}

    /** With {@code namespaceIdentifier}, {@code x ? a : f(b)} is a choice and not a function f of a namespace a. */
    JexlFeatures NOTHING_BUT_VALUES = JexlFeatures.createDefault().loops(false).sideEffect(false).sideEffectGlobal(false).newInstance(false)
            .lambda(false).script(false).localVar(false).pragma(false).annotation(false).namespacePragma(false).importPragma(false)
            .namespaceIdentifier(true);

    Map<Class<? extends JexlNode>, String> OPERATORS = Map.ofEntries(
            Map.entry(ASTAddNode.class, "+"), Map.entry(ASTSubNode.class, "-"), Map.entry(ASTMulNode.class, "*"), Map.entry(ASTDivNode.class, "/"),
            Map.entry(ASTModNode.class, "%"), Map.entry(ASTUnaryMinusNode.class, "negate"), Map.entry(ASTNotNode.class, "!"),
            Map.entry(ASTAndNode.class, "&&"), Map.entry(ASTOrNode.class, "||"), Map.entry(ASTEQNode.class, "=="), Map.entry(ASTNENode.class, "!="),
            Map.entry(ASTLTNode.class, "<"), Map.entry(ASTLENode.class, "<="), Map.entry(ASTGTNode.class, ">"), Map.entry(ASTGENode.class, ">="),
            Map.entry(ASTTernaryNode.class, "?"));

    Pattern FOREIGN_LETTER = Pattern.compile("[\\p{L}&&[^\\p{ASCII}]]");

    /** @throws IllegalArgumentException with what cannot be read, and where */
    static Syntax parse(String text) {
        try {
            JexlNode script = new Parser(";").parse(new JexlInfo("expression", 1, 1), NOTHING_BUT_VALUES, text, null);
            if (script.jjtGetNumChildren() != 1) {
                throw new IllegalArgumentException("'%s' is not one expression".formatted(text));
            }
            return of(script.jjtGetChild(0));
        } catch (JexlException e) {
            Matcher foreign = FOREIGN_LETTER.matcher(text.replaceAll("'[^']*'|\"[^\"]*\"", ""));
            throw new IllegalArgumentException("'%s' cannot be read (%s)".formatted(text, foreign.find()
                    ? "names have letters from a to z only, so no '%s'".formatted(foreign.group()) : e.getMessage().replaceFirst("^expression@1:", "at character ")), e);
        }
    }

    /** The names it reads, in the order of their first use. */
    default Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        if (this instanceof Name name) {
            names.add(name.name());
        } else if (this instanceof Call call) {
            call.arguments().forEach(argument -> names.addAll(argument.names()));
        }
        return names;
    }

    private static Syntax of(JexlNode node) {
        if (node instanceof ASTReferenceExpression && node.jjtGetNumChildren() == 1) {
            return of(node.jjtGetChild(0));
        }
        if (node instanceof ASTNumberLiteral number) {
            return new Literal(number.isInteger() ? (Object) number.getLiteral().longValue() : number.getLiteral().doubleValue());
        }
        if (node instanceof ASTStringLiteral string) {
            return new Literal(string.getLiteral());
        }
        if (node instanceof ASTTrueNode || node instanceof ASTFalseNode) {
            return new Literal(node instanceof ASTTrueNode);
        }
        if (node.getClass() == ASTIdentifier.class) {
            return new Name(((ASTIdentifier) node).getName());
        }
        if (node instanceof ASTFunctionNode && node.jjtGetChild(0).getClass() == ASTIdentifier.class) {
            return new Call(((ASTIdentifier) node.jjtGetChild(0)).getName(), children(node.jjtGetChild(1)));
        }
        String operator = OPERATORS.get(node.getClass());
        if (operator == null || operator.equals("?") && node.jjtGetNumChildren() != 3) {
            throw new IllegalArgumentException("'%s' has no place in an expression".formatted(node.getClass().getSimpleName()
                    .replaceFirst("^AST", "").replaceFirst("(Node|Literal|Statement)$", "").toLowerCase(Locale.ROOT)));
        }
        return new Call(operator, children(node));
    }

    private static List<Syntax> children(JexlNode node) {
        List<Syntax> children = new ArrayList<>();
        for (int i = 0; i < node.jjtGetNumChildren(); i++) {
            children.add(of(node.jjtGetChild(i)));
        }
        return children;
    }
}
