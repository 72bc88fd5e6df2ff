import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Logs in with the current credential of a mounted pair, else with the previous one. See README.md. */
public final class PairClient {
    private record Credential(String username, String password) {}

    private record Connection(Socket socket, String which, Credential credential) {}

    private final Path folder;
    private final String host;
    private final int port;
    private final int poll = number("POLL_MS", 5_000);
    private final long base = number("BACKOFF_BASE_MS", 100);
    private final long cap = number("BACKOFF_CAP_MS", 30_000);

    private PairClient(String folder, String host, String port) {
        this.folder = Path.of(folder);
        this.host = host;
        this.port = Integer.parseInt(port);
    }

    public static void main(String[] args) throws Exception {
        new PairClient(args[0], args[1], args[2]).run();
    }

    private static int number(String name, int otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    private void run() throws InterruptedException {
        for (int attempt = 0;;) {
            Connection connection = null;
            try {
                connection = connect();
            } catch (IOException failure) {
                // As refused: the folder or the server is not there now.
            }
            if (connection == null) {
                long bound = Math.min(cap, base << Math.min(attempt, 20));
                long delay = (long) (ThreadLocalRandom.current().nextDouble() * bound);
                attempt++;
                System.out.println("{\"event\":\"refused\",\"retryInMs\":" + delay + "}");
                Thread.sleep(delay);
            } else {
                attempt = 0;
                connected(connection.which());
                hold(connection);
            }
        }
    }

    private static void connected(String which) {
        System.out.println("{\"event\":\"connected\",\"with\":\"" + which + "\"}");
    }

    /** The files of one generation: all below one target of `..data`. */
    private Map<String, Credential> readPair() throws IOException {
        while (true) {
            Path target = target();
            Path root = folder.resolve(target);
            try {
                Map<String, Credential> pair = new LinkedHashMap<>();
                pair.put("current", read(root, ""));
                if (Files.exists(root.resolve("previous-password"))) {
                    pair.put("previous", read(root, "previous-"));
                }
                if (target.equals(target())) {
                    return pair;
                }
            } catch (IOException failure) {
                if (target.equals(target())) {
                    throw failure;
                }
            }
        }
    }

    private Path target() {
        try {
            return Files.readSymbolicLink(folder.resolve("..data"));
        } catch (IOException | UnsupportedOperationException failure) {
            return Path.of("");
        }
    }

    private static Credential read(Path root, String prefix) throws IOException {
        return new Credential(
            Files.readString(root.resolve(prefix + "username")).stripTrailing(),
            Files.readString(root.resolve(prefix + "password")).stripTrailing());
    }

    /** A connection; null where the server refuses the credential. */
    private Socket login(Credential credential) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), 5_000);
            socket.setSoTimeout(5_000);
            String line = "AUTH " + credential.username() + " " + credential.password() + "\n";
            socket.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
            if (socket.getInputStream().read() == '+') {
                return socket;
            }
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
        socket.close();
        return null;
    }

    private Connection connect() throws IOException {
        for (Map.Entry<String, Credential> each : readPair().entrySet()) {
            Socket socket = login(each.getValue());
            if (socket != null) {
                return new Connection(socket, each.getKey(), each.getValue());
            }
        }
        return null;
    }

    /** Keeps a connection until it breaks, and moves it to another current credential when there is one. */
    private void hold(Connection connection) {
        Socket socket = connection.socket();
        Credential used = connection.credential();
        while (true) {
            try {
                socket.setSoTimeout(poll);
                if (socket.getInputStream().read() < 0) {
                    socket.close();
                    return;
                }
            } catch (SocketTimeoutException due) {
                // Time to look at the files.
            } catch (IOException broken) {
                return;
            }
            try {
                Credential current = readPair().get("current");
                Socket next = current.equals(used) ? null : login(current);
                if (next != null) {
                    socket.close();
                    socket = next;
                    used = current;
                    connected("current");
                }
            } catch (IOException failure) {
                // The connection that there is goes on.
            }
        }
    }
}
