import com.thoughtworks.xstream.XStream;
import com.thoughtworks.xstream.security.AnyTypePermission;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;
import org.apache.jmeter.JMeter;
import org.apache.jmeter.save.SaveService;
import org.apache.jmeter.util.JMeterUtils;
import org.apache.jorphan.collections.HashTree;

/**
 * {@code Accepts <home> open}: opens each plan named on standard input, saves it beside itself as .saved, and says what came of it; nothing is run.
 * {@code Accepts <home> run <arguments>}: JMeter itself. A JMeter of before 2017 that is packaged with a newer XStream would refuse every plan, its own too,
 * because that XStream wants a list of classes first: it is told to take all, as it did when that JMeter was made.
 */
public class Accepts {
  public static void main(String[] args) throws Exception {
    PrintStream out = System.out;
    String home = args[0];
    JMeterUtils.setJMeterHome(home);
    JMeterUtils.loadJMeterProperties(home + "/bin/jmeter.properties");
    JMeterUtils.initLocale();
    if (args[1].equals("open")) System.setOut(System.err);
    SaveService.loadProperties();
    for (Field field : SaveService.class.getDeclaredFields()) {
      if (!XStream.class.isAssignableFrom(field.getType())) continue;
      field.setAccessible(true);
      ((XStream) field.get(null)).addPermission(AnyTypePermission.ANY);
    }
    if (args[1].equals("run")) {
      new JMeter().start(Arrays.copyOfRange(args, 2, args.length));
      return;
    }
    BufferedReader names = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String name = names.readLine(); name != null; name = names.readLine()) out.println(name + "\t" + open(name).replaceAll("\\s+", " "));
    out.flush();
    System.exit(0);
  }

  /** JMeter only logs why it gives no tree: the same reading again, for the reason. */
  private static String reason(String name) throws Exception {
    Field saver = SaveService.class.getDeclaredField("JMXSAVER");
    saver.setAccessible(true);
    try (InputStream in = new FileInputStream(name)) {
      ((XStream) saver.get(null)).fromXML(new InputStreamReader(in, StandardCharsets.UTF_8));
      return "JMeter gives no tree";
    } catch (Throwable error) {
      return root(error);
    }
  }

  private static String root(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null && cause.getCause() != cause) cause = cause.getCause();
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  private static String open(String name) {
    try (InputStream in = new FileInputStream(name)) {
      HashTree tree = SaveService.loadTree(in);
      if (tree == null) return reason(name);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      SaveService.saveTree(tree, bytes);
      Files.write(Paths.get(name + ".saved"), bytes.toByteArray());
      return "OK";
    } catch (Throwable error) {
      return root(error);
    }
  }
}
