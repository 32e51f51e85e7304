"""The client of PyPI, unchanged, against a server at WEAVIATE_HOST, WEAVIATE_PORT and WEAVIATE_GRPC_PORT.

Prints what became of each test as JSON: its name, with null or why it failed.
"""

import datetime
import itertools
import json
import os
import threading
import unittest
import urllib.request
import uuid
import warnings

import weaviate
from weaviate.classes.aggregate import Metrics
from weaviate.classes.config import (
    Configure,
    DataType,
    Property,
    Reconfigure,
    ReferenceProperty,
    ReplicationDeletionStrategy,
)
from weaviate.classes.data import DataObject, DataReference, GeoCoordinate, PhoneNumber
from weaviate.classes.export import ExportFileFormat, ExportStorage
from weaviate.classes.query import Filter, MetadataQuery, QueryNested, Sort
from weaviate.classes.tenants import Tenant, TenantActivityStatus
from weaviate.exceptions import UnexpectedStatusCodeError, WeaviateBaseError

warnings.simplefilter("ignore")

ID = uuid.UUID("0e000000-0000-4000-8000-000000000001")
OTHER_ID = uuid.UUID("f0000000-0000-4000-8000-000000000002")

numbers = itertools.count(1)


def connect():
    return weaviate.connect_to_local(
        host=os.environ["WEAVIATE_HOST"],
        port=int(os.environ["WEAVIATE_PORT"]),
        grpc_port=int(os.environ["WEAVIATE_GRPC_PORT"]),
    )


class ClientOfPyPI(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = connect()

    @classmethod
    def tearDownClass(cls):
        cls.client.close()

    def collection(self, **config):
        """A new collection of its own for each test."""
        config = {"vector_config": Configure.Vectors.self_provided(), **config}
        return self.client.collections.create(f"Test{next(numbers)}", **config)

    def test_connects_and_learns_a_version_that_has_the_export_api(self):
        self.assertTrue(self.client.is_live())
        self.assertTrue(self.client.is_ready())
        self.assertEqual(self.client.get_meta()["version"], "1.37.0")

    def test_creates_a_collection_reads_its_configuration_lists_and_deletes_it(self):
        made = self.collection(
            description="what it is for",
            properties=[
                Property(name="title", data_type=DataType.TEXT),
                Property(
                    name="parts",
                    data_type=DataType.OBJECT_ARRAY,
                    nested_properties=[Property(name="n", data_type=DataType.INT)],
                ),
            ],
        )
        self.assertTrue(self.client.collections.exists(made.name))
        config = made.config.get()
        self.assertEqual((config.name, config.description), (made.name, "what it is for"))
        types = {property.name: property.data_type for property in config.properties}
        self.assertEqual(types, {"title": DataType.TEXT, "parts": DataType.OBJECT_ARRAY})
        self.assertEqual(list(config.vector_config), ["default"])
        made.config.add_property(Property(name="added", data_type=DataType.BOOL))
        self.assertIn("added", [property.name for property in made.config.get(simple=True).properties])
        self.assertIn(made.name, self.client.collections.list_all())
        exported = self.client.collections.export_config(made.name)
        self.client.collections.delete(made.name)
        self.assertFalse(self.client.collections.exists(made.name))
        again = self.client.collections.create_from_config(exported)
        self.assertEqual(again.config.get().to_dict(), exported.to_dict())

    def test_creates_collections_of_every_vector_index(self):
        for index in (
            Configure.VectorIndex.hnsw(),
            Configure.VectorIndex.flat(),
            Configure.VectorIndex.dynamic(),
        ):
            made = self.collection(
                vector_config=Configure.Vectors.self_provided(vector_index_config=index)
            )
            self.assertIsNotNone(made.config.get().vector_config["default"].vector_index_config)

    def test_inserts_an_object_and_reads_it_by_its_id_with_its_vector_and_times(self):
        made = self.collection()
        self.assertEqual(made.data.insert({"title": "one"}, uuid=ID, vector=[0.5, 0.25]), ID)
        self.assertTrue(made.data.exists(ID))
        self.assertFalse(made.data.exists(OTHER_ID))
        read = made.query.fetch_object_by_id(ID, include_vector=True)
        self.assertEqual((read.uuid, read.properties), (ID, {"title": "one"}))
        self.assertEqual(read.vector, {"default": [0.5, 0.25]})
        age = datetime.datetime.now(datetime.timezone.utc) - read.metadata.creation_time
        self.assertLess(age.total_seconds(), 60)
        self.assertEqual(read.metadata.creation_time, read.metadata.last_update_time)
        self.assertIsNone(made.query.fetch_object_by_id(OTHER_ID))
        several = made.query.fetch_objects_by_ids([OTHER_ID, ID]).objects
        self.assertEqual([read.uuid for read in several], [ID])

    def test_refuses_a_second_object_of_one_id(self):
        made = self.collection()
        made.data.insert({}, uuid=ID)
        with self.assertRaisesRegex(UnexpectedStatusCodeError, "already exists"):
            made.data.insert({}, uuid=ID)

    def test_updates_replaces_and_deletes_an_object(self):
        made = self.collection()
        made.data.insert({"a": 1, "b": "x"}, uuid=ID, vector=[1, 2])
        made.data.update(ID, {"b": "y"}, vector=[3, 4])
        read = made.query.fetch_object_by_id(ID, include_vector=True)
        self.assertEqual(read.properties, {"a": 1, "b": "y"})
        self.assertEqual(read.vector, {"default": [3, 4]})
        made.data.replace(ID, {"b": "z"})
        read = made.query.fetch_object_by_id(ID, include_vector=True)
        self.assertEqual((read.properties, read.vector), ({"a": None, "b": "z"}, {}))
        self.assertTrue(made.data.delete_by_id(ID))
        self.assertFalse(made.data.exists(ID))
        self.assertFalse(made.data.delete_by_id(ID))

    def test_inserts_many_objects_of_every_type_and_reads_the_same(self):
        scalars = {
            "text": DataType.TEXT,
            "int": DataType.INT,
            "number": DataType.NUMBER,
            "boolean": DataType.BOOL,
            "date": DataType.DATE,
            "uuid": DataType.UUID,
            "blob": DataType.BLOB,
            "place": DataType.GEO_COORDINATES,
            "phone": DataType.PHONE_NUMBER,
            "texts": DataType.TEXT_ARRAY,
            "ints": DataType.INT_ARRAY,
            "numbers": DataType.NUMBER_ARRAY,
            "booleans": DataType.BOOL_ARRAY,
            "dates": DataType.DATE_ARRAY,
            "uuids": DataType.UUID_ARRAY,
            "none": DataType.TEXT_ARRAY,
            "missing": DataType.TEXT,
        }
        inner = [
            Property(name="inner", data_type=DataType.TEXT),
            Property(name="ints", data_type=DataType.INT_ARRAY),
        ]
        made = self.collection(
            properties=[
                *(Property(name=name, data_type=type_) for name, type_ in scalars.items()),
                Property(name="object", data_type=DataType.OBJECT, nested_properties=inner),
                Property(name="objects", data_type=DataType.OBJECT_ARRAY, nested_properties=inner),
            ]
        )
        plain = {
            "text": "ä€😀",
            "int": 2**53 - 1,
            "number": -1.5e-7,
            "boolean": False,
            "date": datetime.datetime(2026, 1, 31, 12, 30, 0, 123456, datetime.timezone.utc),
            "uuid": OTHER_ID,
            "texts": ["a", ""],
            "ints": [2**63 - 1, -(2**63), 5],
            "numbers": [0.1, -2.5],
            "booleans": [True, False],
            "dates": [datetime.datetime(1969, 12, 31, tzinfo=datetime.timezone.utc)],
            "uuids": [ID, OTHER_ID],
            "none": [],
            "object": {"inner": "x", "ints": [2**60]},
            "objects": [{"inner": "y", "ints": None}, {"inner": None, "ints": [1]}],
        }
        result = made.data.insert_many(
            [
                DataObject(
                    properties={
                        **plain,
                        "blob": "AP8H",
                        "place": GeoCoordinate(latitude=52.5, longitude=13.25),
                        "phone": PhoneNumber(number="+49 30 1234567", default_country="DE"),
                    },
                    uuid=ID,
                    vector=[1, 2, 3],
                )
            ]
        )
        self.assertFalse(result.has_errors, result.errors)
        read = made.query.fetch_object_by_id(ID, include_vector=True)
        properties = dict(read.properties)
        place, phone = properties.pop("place"), properties.pop("phone")
        # Of what is in an object, what is null is not there, as with Weaviate.
        nested = {"objects": [{"inner": "y"}, {"ints": [1]}]}
        self.assertEqual(properties, {**plain, **nested, "missing": None})
        self.assertEqual((place.latitude, place.longitude), (52.5, 13.25))
        self.assertEqual((phone.number, phone.default_country), ("+49 30 1234567", "DE"))
        self.assertEqual((phone.valid, phone.country_code, phone.national), (True, 49, 301234567))
        self.assertEqual(phone.international_formatted, "+49 30 1234567")
        self.assertEqual(phone.national_formatted, "030 1234567")
        self.assertEqual(read.vector, {"default": [1, 2, 3]})
        chosen = made.query.fetch_objects(
            return_properties=["blob", QueryNested(name="object", properties=["inner"])]
        )
        self.assertEqual(chosen.objects[0].properties, {"blob": "AP8H", "object": {"inner": "x"}})

    def test_learns_which_of_many_objects_failed_and_why(self):
        made = self.collection(properties=[Property(name="n", data_type=DataType.INT)])
        result = made.data.insert_many([{"n": 1}, {"n": "no number"}, {"n": 3}])
        self.assertTrue(result.has_errors)
        self.assertEqual(list(result.uuids), [0, 2])
        self.assertRegex(result.errors[1].message, 'property "n" .*"no number": it must be an integer')

    def test_iterates_over_a_collection_in_order_of_id(self):
        made = self.collection()
        objects = [DataObject(properties={"n": n}, vector=[n, 1]) for n in range(1050)]
        made.data.insert_many(objects)
        read = list(made.iterator(include_vector=True))
        self.assertEqual(sorted(one.properties["n"] for one in read), list(range(1050)))
        ids = [str(one.uuid) for one in read]
        self.assertEqual(ids, sorted(ids))
        for one in read:
            self.assertEqual(one.vector["default"], [one.properties["n"], 1])
        behind = [str(one.uuid) for one in made.iterator(after=read[999].uuid)]
        self.assertEqual(behind, ids[1000:])

    def test_reads_pages_with_the_metadata_and_properties_that_are_asked_for(self):
        made = self.collection()
        made.data.insert_many([{"n": n, "m": n} for n in range(30)])
        ids = [one.uuid for one in made.iterator()]
        page = made.query.fetch_objects(
            limit=3,
            offset=5,
            return_metadata=MetadataQuery(creation_time=True),
            return_properties=["n"],
        ).objects
        self.assertEqual([one.uuid for one in page], ids[5:8])
        for one in page:
            self.assertEqual(list(one.properties), ["n"])
            self.assertIsNotNone(one.metadata.creation_time)
            self.assertIsNone(one.metadata.last_update_time)
        bare = made.query.fetch_objects(limit=1, return_properties=False).objects[0]
        self.assertEqual((bare.properties, bare.uuid), ({}, ids[0]))

    def test_stores_and_reads_named_vectors_and_multi_vectors(self):
        made = self.collection(
            vector_config=[
                Configure.Vectors.self_provided(name="a"),
                Configure.Vectors.self_provided(name="b"),
                Configure.MultiVectors.self_provided(name="many"),
            ]
        )
        vector = {"a": [1, 2], "b": [3, 4, 5], "many": [[1, 2], [3, 4]]}
        made.data.insert_many([DataObject(properties={}, uuid=ID, vector=vector)])
        made.data.insert({}, uuid=OTHER_ID, vector=vector)
        for id_ in (ID, OTHER_ID):
            self.assertEqual(made.query.fetch_object_by_id(id_, include_vector=True).vector, vector)
            only = made.query.fetch_object_by_id(id_, include_vector=["b"]).vector
            self.assertEqual(only, {"b": [3, 4, 5]})
        self.assertEqual(sorted(made.config.get().vector_config), ["a", "b", "many"])

    def test_writes_batches_of_every_kind(self):
        made = self.collection(properties=[Property(name="n", data_type=DataType.INT)])
        kinds = (
            lambda: made.batch.fixed_size(batch_size=50),
            lambda: made.batch.dynamic(),
            lambda: made.batch.rate_limit(requests_per_minute=100_000),
            lambda: made.batch.stream(),
        )
        for done, begin in enumerate(kinds, 1):
            with begin() as batch:
                for n in range(250):
                    batch.add_object({"n": n if n != 123 else "bad"})
            self.assertEqual(len(made.batch.failed_objects), 1)
            self.assertIn("it must be an integer", made.batch.failed_objects[0].message)
            self.assertEqual(sum(1 for _ in made.iterator()), done * 249)

    def test_ingests_objects_over_a_stream(self):
        made = self.collection()
        result = made.data.ingest({"n": n} for n in range(2500))
        self.assertFalse(result.has_errors)
        self.assertEqual(len(result.uuids), 2500)
        self.assertEqual(sum(1 for _ in made.iterator()), 2500)

    def test_deletes_many_objects_by_their_ids(self):
        made = self.collection()
        ids = list(made.data.insert_many([{"n": n} for n in range(5)]).uuids.values())
        where = Filter.by_id().contains_any([ids[0], ids[3], OTHER_ID])
        self.assertEqual(made.data.delete_many(where, dry_run=True).matches, 2)
        self.assertEqual(sum(1 for _ in made.iterator()), 5)
        deleted = made.data.delete_many(where, verbose=True)
        self.assertEqual((deleted.matches, deleted.successful, deleted.failed), (2, 2, 0))
        self.assertEqual({str(one.uuid) for one in deleted.objects}, {str(ids[0]), str(ids[3])})
        self.assertEqual(sum(1 for _ in made.iterator()), 3)

    def test_deletes_many_objects_by_what_they_hold(self):
        made = self.collection(
            properties=[
                Property(name="n", data_type=DataType.INT),
                Property(name="size", data_type=DataType.NUMBER),
                Property(name="title", data_type=DataType.TEXT),
                Property(name="tags", data_type=DataType.TEXT_ARRAY),
                Property(name="at", data_type=DataType.DATE),
            ]
        )

        def at(n):
            return datetime.datetime(2026, 1, n + 1, tzinfo=datetime.timezone.utc)

        made.data.insert_many(
            [
                {"n": n, "size": n / 2, "title": f"title {n}", "tags": ["all", f"t{n}"], "at": at(n)}
                for n in range(10)
            ]
            + [{}]
        )
        by = Filter.by_property
        for where, matches in [
            (by("n").equal(3), 1),
            (by("n").not_equal(3), 10),
            (by("n").greater_or_equal(3), 7),
            (by("size").less_than(1), 2),
            (by("size").less_or_equal(1.5), 4),
            (by("title").like("title ?"), 10),
            (by("tags").contains_any(["t1", "t2"]), 2),
            (by("tags").contains_all(["all", "t2"]), 1),
            (by("n").is_none(True), 1),
            (by("at").greater_than(at(7)), 2),
            (by("tags", length=True).equal(2), 10),
            (Filter.by_creation_time().less_than(at(0)), 0),
            (by("n").greater_than(3) & by("n").less_than(6), 2),
            (by("n").equal(1) | by("title").equal("title 2"), 2),
        ]:
            self.assertEqual(made.data.delete_many(where, dry_run=True).matches, matches, where)
        deleted = made.data.delete_many(by("n").less_than(4))
        self.assertEqual((deleted.successful, deleted.failed), (4, 0))
        self.assertEqual(sum(1 for _ in made.iterator()), 7)
        with self.assertRaisesRegex(WeaviateBaseError, "nothing of this name"):
            made.data.delete_many(by("missing").equal(1))

    def test_writes_objects_with_references(self):
        target = self.collection()
        target.data.insert({}, uuid=OTHER_ID)
        made = self.collection(
            references=[ReferenceProperty(name="to", target_collection=target.name)]
        )
        result = made.data.insert_many(
            [DataObject(properties={"a": 1}, uuid=ID, references={"to": OTHER_ID})]
        )
        self.assertFalse(result.has_errors, result.errors)
        self.assertEqual(made.query.fetch_object_by_id(ID).properties, {"a": 1})

    def test_adds_replaces_and_takes_away_references_between_stored_objects(self):
        target = self.collection()
        for one in (ID, OTHER_ID):
            target.data.insert({}, uuid=one)
        made = self.collection(
            references=[ReferenceProperty(name="to", target_collection=target.name)]
        )
        made.data.insert({"a": 1}, uuid=ID)

        def kept():
            host, port = os.environ["WEAVIATE_HOST"], os.environ["WEAVIATE_PORT"]
            with urllib.request.urlopen(f"http://{host}:{port}/v1/objects/{made.name}/{ID}") as answer:
                references = json.load(answer)["properties"]["to"]
            return [uuid.UUID(one["beacon"].split("/")[-1]) for one in references]

        made.data.reference_add(ID, "to", ID)
        made.data.reference_add(ID, "to", OTHER_ID)
        self.assertEqual(kept(), [ID, OTHER_ID])
        made.data.reference_replace(ID, "to", [OTHER_ID])
        self.assertEqual(kept(), [OTHER_ID])
        added = made.data.reference_add_many(
            [
                DataReference(from_uuid=ID, from_property="to", to_uuid=ID),
                DataReference(from_uuid=ID, from_property="missing", to_uuid=ID),
            ]
        )
        self.assertEqual(list(added.errors), [1])
        self.assertEqual(kept(), [OTHER_ID, ID])
        made.data.reference_delete(ID, "to", OTHER_ID)
        self.assertEqual(kept(), [ID])
        with made.batch.dynamic() as batch:
            batch.add_object({"a": 2}, uuid=OTHER_ID)
            batch.add_reference(from_uuid=ID, from_property="to", to=OTHER_ID)
        self.assertEqual(made.batch.failed_references, [])
        self.assertEqual(kept(), [ID, OTHER_ID])

    def test_counts_the_objects_of_a_collection(self):
        made = self.collection()
        self.assertEqual(len(made), 0)
        made.data.insert_many([{"a": 1}, {"a": 2}])
        self.assertEqual(len(made), 2)
        self.assertEqual(made.aggregate.over_all(total_count=True).total_count, 2)

    def test_changes_descriptions_the_inverted_index_and_what_multi_tenancy_does_by_itself(self):
        made = self.collection(
            properties=[Property(name="title", data_type=DataType.TEXT)],
            multi_tenancy_config=Configure.multi_tenancy(),
        )
        made.config.update(
            description="new",
            property_descriptions={"title": "what it is called"},
            inverted_index_config=Reconfigure.inverted_index(bm25_k1=1.5),
            multi_tenancy_config=Reconfigure.multi_tenancy(
                auto_tenant_creation=True, auto_tenant_activation=True
            ),
        )
        config = made.config.get()
        self.assertEqual(config.description, "new")
        self.assertEqual(config.properties[0].description, "what it is called")
        self.assertEqual(config.inverted_index_config.bm25.k1, 1.5)
        self.assertTrue(config.multi_tenancy_config.enabled)
        self.assertTrue(config.multi_tenancy_config.auto_tenant_creation)
        self.assertTrue(config.multi_tenancy_config.auto_tenant_activation)

    def test_changes_how_a_collection_is_replicated_and_its_vectors_searched(self):
        made = self.collection(vector_config=Configure.Vectors.self_provided())
        made.config.update(
            replication_config=Reconfigure.replication(
                factor=1,
                async_enabled=True,
                deletion_strategy=ReplicationDeletionStrategy.TIME_BASED_RESOLUTION,
            ),
            vector_config=Reconfigure.Vectors.update(
                name="default", vector_index_config=Reconfigure.VectorIndex.hnsw(ef=5)
            ),
        )
        config = made.config.get()
        self.assertTrue(config.replication_config.async_enabled)
        self.assertEqual(
            config.replication_config.deletion_strategy,
            ReplicationDeletionStrategy.TIME_BASED_RESOLUTION,
        )
        self.assertEqual(config.vector_config["default"].vector_index_config.ef, 5)

    def test_hears_what_of_a_collection_cannot_change(self):
        made = self.collection()
        with self.assertRaisesRegex(UnexpectedStatusCodeError, "moduleConfig is .* it cannot change"):
            made.config.update(generative_config=Reconfigure.Generative.cohere())

    def test_sees_the_shards_of_a_collection(self):
        (shard,) = self.collection().config.get_shards()
        self.assertEqual((shard.status, shard.vector_queue_size), ("READY", 0))
        shared = self.collection(multi_tenancy_config=Configure.multi_tenancy())
        shared.tenants.create(["anna", "bob"])
        self.assertEqual([one.name for one in shared.config.get_shards()], ["anna", "bob"])
        (one,) = shared.with_tenant("bob").config.get_shards()
        self.assertEqual(one.name, "bob")

    def test_creates_lists_changes_and_removes_tenants(self):
        tenants = self.collection(multi_tenancy_config=Configure.multi_tenancy()).tenants
        tenants.create(["bob", Tenant(name="anna", activity_status=TenantActivityStatus.INACTIVE)])
        status = {name: one.activity_status for name, one in tenants.get().items()}
        self.assertEqual(
            status, {"anna": TenantActivityStatus.INACTIVE, "bob": TenantActivityStatus.ACTIVE}
        )
        self.assertEqual(list(tenants.get_by_names(["bob", "nobody"])), ["bob"])
        self.assertEqual(tenants.get_by_name("bob").name, "bob")
        self.assertIsNone(tenants.get_by_name("nobody"))
        self.assertEqual([tenants.exists("bob"), tenants.exists("nobody")], [True, False])
        tenants.activate("anna")
        tenants.deactivate("bob")
        tenants.offload("bob")
        status = {name: one.activity_status for name, one in tenants.get().items()}
        self.assertEqual(
            status, {"anna": TenantActivityStatus.ACTIVE, "bob": TenantActivityStatus.OFFLOADED}
        )
        tenants.remove(["bob"])
        self.assertEqual(list(tenants.get()), ["anna"])

    def test_writes_reads_counts_and_deletes_objects_within_a_tenant(self):
        made = self.collection(multi_tenancy_config=Configure.multi_tenancy())
        made.tenants.create(["anna", "bob"])
        anna, bob = made.with_tenant("anna"), made.with_tenant("bob")
        anna.data.insert({"a": 1}, uuid=ID, vector=[1, 2])
        self.assertFalse(bob.data.insert_many([{"a": 2}, {"a": 3}]).has_errors)
        kinds = (
            lambda: bob.batch.fixed_size(batch_size=50),
            lambda: bob.batch.dynamic(),
            lambda: bob.batch.stream(),
        )
        for begin in kinds:
            with begin() as batch:
                for n in range(100):
                    batch.add_object({"a": n})
            self.assertEqual(bob.batch.failed_objects, [])
        self.assertEqual((len(anna), len(bob)), (1, 302))
        self.assertEqual(sum(1 for _ in bob.iterator()), 302)
        found = anna.query.fetch_object_by_id(ID, include_vector=True)
        self.assertEqual((found.properties, found.vector), ({"a": 1}, {"default": [1, 2]}))
        self.assertIsNone(bob.query.fetch_object_by_id(ID))
        self.assertEqual((anna.data.exists(ID), bob.data.exists(ID)), (True, False))
        anna.data.update(ID, {"b": "x"})
        self.assertEqual(anna.query.fetch_object_by_id(ID).properties, {"a": 1, "b": "x"})
        where = Filter.by_id().equal(ID)
        self.assertEqual(bob.data.delete_many(where).matches, 0)
        self.assertEqual(anna.data.delete_many(where).successful, 1)
        with self.assertRaisesRegex(WeaviateBaseError, "name a tenant"):
            made.query.fetch_objects()
        made.tenants.deactivate("bob")
        with self.assertRaisesRegex(WeaviateBaseError, '"bob"'):
            bob.query.fetch_objects()

    def test_writes_batches_for_many_tenants(self):
        made = self.collection(
            multi_tenancy_config=Configure.multi_tenancy(auto_tenant_creation=True)
        )
        with self.client.batch.fixed_size(batch_size=50) as batch:
            for n in range(200):
                batch.add_object(made.name, {"n": n}, tenant=f"tenant{n % 7}")
        self.assertEqual(self.client.batch.failed_objects, [])
        self.assertEqual(len(made.tenants.get()), 7)
        self.assertEqual(len(made.with_tenant("tenant0")), 29)

    def test_sees_the_one_node_that_the_server_is(self):
        (node,) = self.client.cluster.nodes(output="minimal")
        self.assertEqual((node.status, node.version), ("HEALTHY", "1.37.0"))

    def test_exports_without_waiting_and_asks_how_it_stands(self):
        made = self.collection()
        made.data.insert_many([{"n": n} for n in range(10)])
        started = self.client.export.create(
            export_id="without-waiting",
            backend=ExportStorage.FILESYSTEM,
            file_format=ExportFileFormat.PARQUET,
            include_collections=[made.name],
        )
        self.assertEqual((started.export_id, started.status), ("without-waiting", "STARTED"))
        while True:
            status = self.client.export.get_status(
                export_id="without-waiting", backend=ExportStorage.FILESYSTEM
            )
            if status.status not in ("STARTED", "TRANSFERRING"):
                break
        self.assertEqual(status.status, "SUCCESS")
        self.assertEqual(status.collections, [made.name])
        (shard,) = status.shard_status[made.name].values()
        self.assertEqual((shard.status, shard.objects_exported), ("SUCCESS", 10))

    def test_exports_and_waits(self):
        made = self.collection()
        made.data.insert_many([{"n": n} for n in range(10)])
        status = self.client.export.create(
            export_id="waiting",
            backend=ExportStorage.FILESYSTEM,
            file_format=ExportFileFormat.PARQUET,
            include_collections=made.name,
            wait_for_completion=True,
        )
        self.assertEqual((status.export_id, status.status), ("waiting", "SUCCESS"))
        self.assertIsNone(status.error)
        with self.assertRaisesRegex(UnexpectedStatusCodeError, "export already exists"):
            self.client.export.create(
                export_id="waiting",
                backend=ExportStorage.FILESYSTEM,
                file_format=ExportFileFormat.PARQUET,
            )

    def test_cancels_an_export_or_learns_that_it_has_ended(self):
        made = self.collection()
        made.data.insert_many([{"text": "x" * 1000, "n": n} for n in range(5000)])
        self.client.export.create(
            export_id="canceled",
            backend=ExportStorage.FILESYSTEM,
            file_format=ExportFileFormat.PARQUET,
            include_collections=[made.name],
        )
        canceled = self.client.export.cancel(
            export_id="canceled", backend=ExportStorage.FILESYSTEM
        )
        status = self.client.export.get_status(
            export_id="canceled", backend=ExportStorage.FILESYSTEM
        )
        self.assertEqual(status.status, "CANCELED" if canceled else "SUCCESS")
        self.assertFalse(
            self.client.export.cancel(export_id="canceled", backend=ExportStorage.FILESYSTEM)
        )
        with self.assertRaisesRegex(UnexpectedStatusCodeError, "export not found"):
            self.client.export.cancel(export_id="unknown", backend=ExportStorage.FILESYSTEM)

    def test_hears_what_the_server_does_not_have(self):
        made = self.collection()
        made.data.insert({"a": 1}, uuid=ID, vector=[1, 2])
        calls = {
            r"vector search \(near vector\)": lambda: made.query.near_vector([1, 2]),
            r"vector search \(near object\)": lambda: made.query.near_object(ID),
            r"vector search \(near text\)": lambda: made.query.near_text("x"),
            r"keyword search \(bm25\)": lambda: made.query.bm25("x"),
            r"hybrid search": lambda: made.query.hybrid("x"),
            r"aggregation": lambda: made.aggregate.over_all(
                return_metrics=Metrics("a").integer(sum_=True)
            ),
            r"generative search": lambda: made.generate.fetch_objects(single_prompt="x"),
            r"sorting": lambda: made.query.fetch_objects(sort=Sort.by_property("a")),
            r"a filter other than by ids": lambda: made.query.fetch_objects(
                filters=Filter.by_property("a").equal(1)
            ),
            r"GraphQL": lambda: self.client.graphql_raw_query("{Get{A{a}}}"),
        }
        for feature, call in calls.items():
            with self.subTest(feature):
                with self.assertRaisesRegex(WeaviateBaseError, f"{feature}.* is not available"):
                    call()

    def test_writes_from_many_threads(self):
        made = self.collection()

        def write(thread):
            for n in range(10):
                made.data.insert_many([{"n": thread * 100 + n}])

        threads = [threading.Thread(target=write, args=(thread,)) for thread in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sum(1 for _ in made.iterator()), 80)


class Outcomes(unittest.TextTestResult):
    def startTestRun(self):
        self.outcomes = {}

    def addSuccess(self, test):
        super().addSuccess(test)
        self.outcomes.setdefault(test.id().split(".")[-1], None)

    def stopTestRun(self):
        for test, trace in self.failures + self.errors:
            case = getattr(test, "test_case", test)
            self.outcomes[case.id().split(".")[-1]] = trace
        print(json.dumps(self.outcomes))


if __name__ == "__main__":
    unittest.main(testRunner=unittest.TextTestRunner(resultclass=Outcomes, verbosity=2))
