import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.collection.Seq;

/**
 * ReadParquet FILE OUTPUT ...: the rows of each Parquet file as Spark reads them as it comes, each a line of JSON that
 * tells every value (see rows.fixture.ts).
 */
class ReadParquet {
  public static void main(String[] arguments) throws Exception {
    // Times as instants, which no time zone moves; nothing else differs from Spark's defaults.
    SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.datetime.java8API.enabled", "true")
            .getOrCreate();
    ObjectMapper json = new ObjectMapper();
    for (int at = 0; at < arguments.length; at += 2) {
      try (PrintWriter out = new PrintWriter(arguments[at + 1], StandardCharsets.UTF_8)) {
        for (Row row : spark.read().parquet(arguments[at]).collectAsList()) {
          out.println(json.writeValueAsString(told(row)));
        }
      } catch (Exception error) {
        // Says of this file alone that it could not be read.
        try (PrintWriter out = new PrintWriter(arguments[at + 1], StandardCharsets.UTF_8)) {
          out.println(json.writeValueAsString(String.valueOf(error)));
        }
      }
    }
    spark.stop();
  }

  private static Object told(Object value) {
    if (value instanceof Row row) {
      Map<String, Object> fields = new LinkedHashMap<>();
      for (int field = 0; field < row.length(); field++) {
        if (!row.isNullAt(field)) fields.put(row.schema().fields()[field].name(), told(row.get(field)));
      }
      return fields;
    }
    if (value instanceof Seq<?> list) {
      List<Object> elements = new ArrayList<>();
      for (scala.collection.Iterator<?> each = list.iterator(); each.hasNext(); ) elements.add(told(each.next()));
      return elements;
    }
    if (value instanceof Long whole) return Long.toString(whole);
    if (value instanceof Float number) return floating(number);
    if (value instanceof Double number) return floating(number);
    if (value instanceof byte[] bytes) return "0x" + HexFormat.of().formatHex(bytes);
    if (value instanceof Instant time) return Long.toString(time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000);
    return value;
  }

  private static String floating(double value) {
    return "f" + (Double.isNaN(value) ? "nan" : String.format("%016x", Double.doubleToRawLongBits(value)));
  }
}
