package cyclo.common;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why the system did not read or write a file, in a person's words. */
public final class FileFault {
    private FileFault() {}

    /** Part of a sentence, without a full stop: {@code no space is left on its disk; free some}. */
    public static String why(IOException e) {
        if (isDiskFull(e)) {
            return "no space is left on its disk; free some";
        }
        if (e instanceof AccessDeniedException denied) {
            return "permission denied for '" + denied.getFile() + "'";
        }
        if (e instanceof NoSuchFileException missing) {
            return "there is no '" + missing.getFile() + "'";
        }
        if (e instanceof CharacterCodingException) {
            return "it is not text in UTF-8";
        }
        if (e instanceof FileAlreadyExistsException there) {
            return "'" + there.getFile() + "' is there already";
        }
        if (e.getClass() == IOException.class && e.getMessage() != null) {
            return e.getMessage();
        }
        return e instanceof FileSystemException fault && fault.getReason() != null ? fault.getReason() + " ('" + fault.getFile() + "')" : e.toString();
    }

    public static boolean isDiskFull(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
                return true;
            }
        }
        return false;
    }
}
